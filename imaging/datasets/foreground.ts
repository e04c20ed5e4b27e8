import type { Pixels } from '../formats/npy.js';
import type { Raster } from '../formats/raster.js';

/**
 * Which pixels of a mask file are foreground: those of the listed grey values (`[255]`) or colours
 * (`[[255, 0, 0], [0, 0, 255]]`), or those brighter than a grey value (`{ above: 127 }`), as stored in the file.
 */
export type Foreground =
  | readonly number[]
  | readonly (readonly [number, number, number])[]
  | { readonly above: number };

/** Anything but black. */
export const defaultForeground: Foreground = { above: 0 };

/** 1 where the mask file shows foreground, 0 elsewhere. A grey value matches colours of three equal parts, too. */
export function readForeground(raster: Raster, foreground: Foreground): Uint8Array {
  const { pixels, channels, height, width } = raster;
  const mask = new Uint8Array(height * width);
  if ('above' in foreground) {
    // A colour is brighter than a value when any of its parts is.
    for (let i = 0; i < pixels.length; i++) if (pixels[i]! > foreground.above) mask[(i / channels) | 0] = 1;
    return mask;
  }
  const last = channels - 1;
  for (const value of foreground) {
    const [red, green, blue] = typeof value === 'number' ? [value, value, value] : value;
    if (channels === 1 && (red !== green || green !== blue)) continue;
    for (let i = 0, at = 0; i < mask.length; i++, at += channels) {
      if (pixels[at] === red && (last === 0 || (pixels[at + 1] === green && pixels[at + 2] === blue)))
        mask[i] = 1;
    }
  }
  return mask;
}

/** A value of a mask file, as a message writes it, and the share of the pixels that have it, 0 to 1. */
export interface ValueShare {
  readonly value: string;
  readonly share: number;
}

/**
 * What a mask file holds that is neither black nor in the list that `foreground` is, the commonest first. Nothing
 * where `foreground` is a threshold, which is about every value.
 */
export function unlistedValues(raster: Raster, foreground: Foreground): readonly ValueShare[] {
  if ('above' in foreground) return [];
  const { pixels, channels } = raster;
  const listed = readForeground(raster, foreground);
  /** By value: a colour as one number, of 16 bits a part. */
  const counts = new Map<number, { at: number; count: number }>();
  for (let i = 0, at = 0; i < listed.length; i++, at += channels) {
    if (listed[i] === 1) continue;
    const key =
      channels === 1 ? pixels[at]! : (pixels[at]! * 65536 + pixels[at + 1]!) * 65536 + pixels[at + 2]!;
    if (key === 0) continue;
    const seen = counts.get(key);
    if (seen) seen.count += 1;
    else counts.set(key, { at, count: 1 });
  }
  return [...counts.values()]
    .sort((a, b) => b.count - a.count)
    .map(({ at, count }) => ({
      value: inBrackets(pixels.subarray(at, at + channels)),
      share: count / listed.length,
    }));
}

/** A pixel's value as it is written in `foreground`. */
export function inBrackets(value: Pixels): string {
  return value.length === 1 ? String(value[0]) : `[${value.join(', ')}]`;
}
