import type { Pixels } from '../../../imaging/formats/npy.js';

/** Intensities as they are stored, before a network's normalisation. */
export interface IntensityStatistics {
  readonly minimum: number;
  readonly maximum: number;
  readonly mean: number;
  /** Of the population of all pixels. */
  readonly std: number;
  /** How many pixels in each of the parts, `partWidth` wide, that the intensities from the minimum on are divided into. */
  readonly histogram: readonly number[];
  readonly partWidth: number;
}

/**
 * Statistics of all pixels of some images, which are gone through twice: the parts of the histogram are not known
 * before minimum and maximum are. There are at most `mostParts`. Each part of whole numbers has as many of them, or
 * even intensities would look uneven.
 */
export function intensityStatistics(images: () => Iterable<Pixels>, mostParts: number): IntensityStatistics {
  let [count, sum, minimum, maximum] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let whole = true;
  for (const pixels of images()) {
    count += pixels.length;
    whole &&= !(pixels instanceof Float32Array);
    for (let i = 0; i < pixels.length; i++) {
      const value = pixels[i]!;
      sum += value;
      if (value < minimum) minimum = value;
      if (value > maximum) maximum = value;
    }
  }
  const mean = sum / count;
  const [parts, partWidth] = whole
    ? wholeParts(maximum - minimum + 1, mostParts)
    : [mostParts, (maximum - minimum) / mostParts || 1];
  const histogram = new Float64Array(parts);
  let squares = 0;
  for (const pixels of images()) {
    for (let i = 0; i < pixels.length; i++) {
      const value = pixels[i]!;
      squares += (value - mean) ** 2;
      histogram[Math.min(parts - 1, Math.floor((value - minimum) / partWidth))]! += 1;
    }
  }
  return { minimum, maximum, mean, std: Math.sqrt(squares / count), histogram: [...histogram], partWidth };
}

/** How many parts, and how wide, for so many whole numbers. */
function wholeParts(values: number, mostParts: number): [parts: number, width: number] {
  const width = Math.ceil(values / mostParts);
  return [Math.ceil(values / width), width];
}
