import { randomAt } from '../../random/random.js';
import type { Region } from '../datasets/region.js';
import type { ImageLevels, ImagePoint, ImageSet, Truths } from '../image-set.js';
import type { PartRandom } from './part-random.js';

export interface ArraySet {
  readonly height: number;
  readonly width: number;
  readonly image: ArrayLike<number>;
  readonly mask?: ArrayLike<number>;
  readonly target?: ArrayLike<number>;
  readonly points?: readonly ImagePoint[];
  readonly truths?: Truths;
  readonly levels?: ImageLevels;
  /** Told of each part that is read. */
  readonly onRead?: (within: Region) => void;
}

/** A set of one image, given as numbers. */
export function arraySet({ height, width, image, mask, target, points, ...rest }: ArraySet): ImageSet {
  const whole = { x: 0, y: 0, height, width };
  const read = (from: ArrayLike<number>, into: Float32Array, within: Region = whole) => {
    if (within.x < 0 || within.y < 0 || within.x + within.width > width || within.y + within.height > height)
      throw new Error(`read beyond the image: ${JSON.stringify(within)}`);
    rest.onRead?.(within);
    for (let row = 0; row < within.height; row++) {
      for (let column = 0; column < within.width; column++)
        into[row * within.width + column] = from[(within.y + row) * width + within.x + column]!;
    }
  };
  return {
    count: 1,
    height,
    width,
    truths: rest.truths ?? {},
    intensities: { normalization: 'unit', contrast: 'keep' },
    name: () => 'image',
    digest: () => '0'.repeat(32),
    origin: () => ({}),
    levels: () => rest.levels ?? { zero: 0, mean: 0.5 },
    readImage: (_, into, within) => read(image, into, within),
    readMask: (_, into, within) => read(mask ?? [], into, within),
    readTarget: (_, into, within) => read(target ?? [], into, within),
    points: () => points ?? [],
    label: () => 1,
  };
}

/** The generators of one example. */
export function partRandom(seed: number): PartRandom {
  return (part) => randomAt({ stream: `test/${part}`, seed });
}

/** A smooth image: interpolation between its pixels is off by little. */
export function smoothImage(height: number, width: number, period: number): Float32Array {
  return Float32Array.from({ length: height * width }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return (
      0.5 + 0.25 * Math.sin((2 * Math.PI * x) / period) + 0.25 * Math.cos((2 * Math.PI * y) / period + 1)
    );
  });
}

export const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
