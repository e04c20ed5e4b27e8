import type { Pixels } from '../formats/npy.js';

/** Pixels that are no numbers to compute with. */
export interface NonFinite {
  readonly nan: number;
  readonly infinite: number;
}

/** Undefined where all pixels are finite, as integers always are. */
export function countNonFinite(pixels: Pixels): NonFinite | undefined {
  if (!(pixels instanceof Float32Array)) return undefined;
  let [nan, infinite] = [0, 0];
  for (let i = 0; i < pixels.length; i++) {
    const value = pixels[i]!;
    // What a number minus itself is tells all three kinds apart from finite ones at once.
    if (value - value === 0) continue;
    if (Number.isNaN(value)) nan += 1;
    else infinite += 1;
  }
  return nan + infinite === 0 ? undefined : { nan, infinite };
}

/** Gives them, in place, the mean of the other pixels. */
export function replaceNonFinite(pixels: Pixels): void {
  let [sum, count] = [0, 0];
  for (let i = 0; i < pixels.length; i++) {
    if (!Number.isFinite(pixels[i])) continue;
    sum += pixels[i]!;
    count += 1;
  }
  for (let i = 0; i < pixels.length; i++) if (!Number.isFinite(pixels[i])) pixels[i] = sum / count;
}

/** `12 NaN and 3 infinite pixels` */
export function nonFiniteInWords({ nan, infinite }: NonFinite): string {
  const parts = [...(nan > 0 ? [`${nan} NaN`] : []), ...(infinite > 0 ? [`${infinite} infinite`] : [])];
  return `${parts.join(' and ')} ${nan + infinite === 1 ? 'pixel' : 'pixels'}`;
}
