import { maxPixels } from '../formats/part-to-read.js';
import { ImageError } from '../image-error.js';
import type { ImagePoint } from '../image-set.js';
import { enlargeClasses, enlargedSize, enlargePoints } from './enlarge.js';
import { type Fit, fitClasses, fitPoints } from './fit.js';
import type { Outliers } from './outliers.js';
import { reduceClasses, reducedSize, reducePoints, type Size } from './reduce.js';
import type { Region } from './region.js';
import { type Tiling, tilePlaces } from './tiles.js';

/**
 * What is done to each image, and to what is known of it: in this order. `region` to `enlarge` and then `fit` to the
 * whole image, of which `tile` cuts its pieces.
 */
export interface Preparation {
  readonly region?: Region | undefined;
  /** Of an image with more channels than red, green and blue, the one that is used; counted from 0. */
  readonly channel?: number | undefined;
  /** What happens to pixels that are infinite or no number: none may be there, or they get the mean of the others. */
  readonly nonFinite: 'error' | 'replace';
  readonly outliers?: Outliers | undefined;
  /** Whole-number factor by which both sides become shorter. */
  readonly downscale: number;
  /** Whole-number factor by which both sides become longer; not together with `downscale`. */
  readonly enlarge?: number | undefined;
  readonly fit?: Fit | undefined;
  /** Not together with `fit`. */
  readonly tile?: Tiling | undefined;
}

/** Throws an `ImageError` that begins with `name` where the region of an image is not there. */
export function mustHave(name: string, stored: Size, region: Region): void {
  if (region.x + region.width <= stored.width && region.y + region.height <= stored.height) return;
  const right = region.x + region.width - 1;
  const bottom = region.y + region.height - 1;
  throw new ImageError(
    `${name} is ${inWords(stored)}, and the region reaches to column ${right} and row ${bottom}`,
    'Columns and rows count from 0.',
  );
}

/** The size that an image gets of which `cut` is decoded; of tiles that of the image. Throws likewise. */
export function preparedSize(name: string, cut: Size, preparation: Preparation): Size {
  const { downscale, enlarge = 1, fit, tile } = preparation;
  const scaled = scaledSize(cut, preparation);
  if (scaled.height === 0 || scaled.width === 0) {
    throw new ImageError(`${name} is ${inWords(cut)}: nothing is left of it at 1/${downscale} of its size`);
  }
  if (scaled.height * scaled.width > maxPixels) {
    throw new ImageError(`${name} is ${inWords(cut)}, too large to be enlarged ${enlarge} times`);
  }
  if (fit?.rule === 'crop' && (scaled.height < fit.height || scaled.width < fit.width)) {
    const message = `${name} is ${inWords(scaled)}, too small to cut ${inWords(fit)} out of it`;
    throw new ImageError(message, 'The rule "pad" goes on with the mirror image.');
  }
  if (tile && tilePlaces(scaled, tile).length === 0) {
    throw new ImageError(
      `${name} is ${inWords(scaled)}, too small to cut tiles of ${inWords({ height: tile.size, width: tile.size })} out of it`,
    );
  }
  return fit ? { height: fit.height, width: fit.width } : scaled;
}

/** The size after `downscale` and `enlarge`. */
export function scaledSize(cut: Size, { downscale, enlarge = 1 }: Preparation): Size {
  return enlargedSize(reducedSize(cut, downscale), enlarge);
}

/** Class numbers of the part of a mask file that is used, prepared like the image. */
export function prepareMask(classes: Uint8Array, cut: Size, preparation: Preparation): Uint8Array {
  const { downscale, enlarge = 1, fit } = preparation;
  const reduced = reduceClasses(classes, cut, downscale);
  const scaled = enlargeClasses(reduced, reducedSize(cut, downscale), enlarge);
  return fit ? fitClasses(scaled, scaledSize(cut, preparation), fit) : scaled;
}

/** Points of the stored image; those that do not lie in what is left of it are left out. */
export function preparePoints(
  points: readonly ImagePoint[],
  stored: Size,
  preparation: Preparation,
): readonly ImagePoint[] {
  const { region, downscale, enlarge = 1, fit } = preparation;
  const cut = region ?? stored;
  const moved = region ? points.map(([x, y]): ImagePoint => [x - region.x, y - region.y]) : points;
  const reduced = reducePoints(
    moved.filter((point) => isInside(point, cut)),
    downscale,
  );
  const inside = reduced.filter((point) => isInside(point, reducedSize(cut, downscale)));
  const scaled = enlargePoints(inside, enlarge);
  const size = scaledSize(cut, preparation);
  return fit ? fitPoints(scaled, size, fit).filter((point) => isInside(point, fit)) : scaled;
}

/** Whether a point lies in an image: pixels reach half a pixel beyond their centres. */
export function isInside([x, y]: ImagePoint, { height, width }: Size): boolean {
  return x >= -0.5 && y >= -0.5 && x < width - 0.5 && y < height - 0.5;
}

/** Width first, as microscopists write it. */
export function inWords({ height, width }: Size): string {
  return `${width} × ${height} px`;
}
