import { emptyLike, type Pixels } from '../formats/npy.js';
import type { ImagePoint } from '../image-set.js';
import { mirrored } from '../mirrored.js';
import { numbersIn } from './mask-classes.js';
import type { Size } from './reduce.js';

/** How images of mixed sizes are brought to one. */
export interface Fit extends Size {
  /**
   * `crop` cuts out the centre and takes no smaller image. `pad` cuts out the centre where an image is larger and
   * goes on with its mirror image where it is smaller. `resize` scales each side.
   */
  readonly rule: 'crop' | 'pad' | 'resize';
}

export function fitImage<P extends Pixels>(pixels: P, size: Size, fit: Fit): P {
  if (size.height === fit.height && size.width === fit.width) return pixels;
  return fit.rule === 'resize' ? resizeImage(pixels, size, fit) : recentre(pixels, size, fit);
}

/** A pixel of a resized mask has the class that covers most of it; of several, the one with the highest number. */
export function fitClasses(classes: Uint8Array, size: Size, fit: Fit): Uint8Array {
  if (fit.rule !== 'resize') return fitImage(classes, size, fit);
  const fitted = new Uint8Array(fit.height * fit.width);
  const largestCover = new Float32Array(fitted.length);
  for (const number of numbersIn(classes)) {
    const cover = fitImage(
      Float32Array.from(classes, (each) => Number(each === number)),
      size,
      fit,
    );
    for (let i = 0; i < cover.length; i++) {
      if (cover[i]! < largestCover[i]!) continue;
      largestCover[i] = cover[i]!;
      fitted[i] = number;
    }
  }
  return fitted;
}

/** Where points lie in an image that `fitImage` makes, also outside of it; in a mirror image there are mirrored ones. */
export function fitPoints(points: readonly ImagePoint[], size: Size, fit: Fit): ImagePoint[] {
  if (size.height === fit.height && size.width === fit.width) return [...points];
  if (fit.rule === 'resize') {
    const across = fit.width / size.width;
    const down = fit.height / size.height;
    return points.map(([x, y]) => [(x + 0.5) * across - 0.5, (y + 0.5) * down - 0.5]);
  }
  return points.flatMap(([x, y]) => {
    const columns = recentred(x, size.width, fit.width);
    return recentred(y, size.height, fit.height).flatMap((row) =>
      columns.map((column): ImagePoint => [column, row]),
    );
  });
}

/** Where a place on a line of `from` pixels comes to lie on one of `to`, the mirror images included. */
function recentred(place: number, from: number, to: number): number[] {
  const start = Math.floor((from - to) / 2);
  const period = 2 * from;
  const places: number[] = [];
  for (const copy of [place, -1 - place]) {
    const first = ((((copy - start + 0.5) % period) + period) % period) - 0.5;
    for (let at = first; at < to - 0.5; at += period) places.push(at);
  }
  return places;
}

/** Cuts out the centre, going on with the mirror image where `target` is larger. */
function recentre<P extends Pixels>(pixels: P, size: Size, target: Size): P {
  const result = emptyLike(pixels, target.height * target.width);
  const top = Math.floor((size.height - target.height) / 2);
  const left = Math.floor((size.width - target.width) / 2);
  for (let y = 0, at = 0; y < target.height; y++) {
    const row = mirrored(top + y, size.height) * size.width;
    for (let x = 0; x < target.width; x++, at++) result[at] = pixels[row + mirrored(left + x, size.width)]!;
  }
  return result;
}

/** Linear interpolation; when shrinking, the triangle grows with the step, so that no pixel is passed over. */
function resizeImage<P extends Pixels>(pixels: P, size: Size, target: Size): P {
  const across = new Float32Array(size.height * target.width);
  const columns = triangleTaps(size.width, target.width);
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < target.width; x++) {
      const { first, weights } = columns[x]!;
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * pixels[y * size.width + first + k]!;
      across[y * target.width + x] = sum;
    }
  }
  const result = emptyLike(pixels, target.height * target.width);
  const whole = !(pixels instanceof Float32Array);
  const rows = triangleTaps(size.height, target.height);
  for (let y = 0, at = 0; y < target.height; y++) {
    const { first, weights } = rows[y]!;
    for (let x = 0; x < target.width; x++, at++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * across[(first + k) * target.width + x]!;
      result[at] = whole ? Math.floor(sum + 0.5) : sum;
    }
  }
  return result;
}

/** For each of `to` samples, which of the `from` source samples it is made of, with weights that sum to 1. */
function triangleTaps(from: number, to: number): { first: number; weights: number[] }[] {
  const step = from / to;
  const reach = Math.max(1, step);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * step - 0.5;
    const first = Math.max(0, Math.ceil(centre - reach));
    const last = Math.min(from - 1, Math.floor(centre + reach));
    const weights: number[] = [];
    for (let k = first; k <= last; k++) weights.push(Math.max(0, 1 - Math.abs(k - centre) / reach));
    const sum = weights.reduce((a, b) => a + b);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}
