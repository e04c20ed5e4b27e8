import type { Pixels } from '../formats/npy.js';
import { type Raster, toGrey } from '../formats/raster.js';
import { ImageError } from '../image-error.js';
import type { ImagePoint } from '../image-set.js';
import { type Fit, fitClasses, fitImage, fitPoints } from './fit.js';
import { reduceClasses, reducedSize, reduceImage, reducePoints, type Size } from './reduce.js';
import { cutRegion, type Region } from './region.js';

/** What is done to each image, and to what is known of it, after decoding: in this order. */
export interface Preparation {
  readonly region?: Region | undefined;
  /** Whole-number factor by which both sides become shorter. */
  readonly downscale: number;
  readonly fit?: Fit | undefined;
}

/** The size that an image of `stored` pixels gets. Throws an `ImageError` that begins with `name` where it cannot. */
export function preparedSize(name: string, stored: Size, { region, downscale, fit }: Preparation): Size {
  if (region && (region.x + region.width > stored.width || region.y + region.height > stored.height)) {
    const right = region.x + region.width - 1;
    const bottom = region.y + region.height - 1;
    throw new ImageError(
      `${name} is ${inWords(stored)}, and the region reaches to column ${right} and row ${bottom}`,
      'Columns and rows count from 0.',
    );
  }
  const cut = region ?? stored;
  const reduced = reducedSize(cut, downscale);
  if (reduced.height === 0 || reduced.width === 0) {
    throw new ImageError(`${name} is ${inWords(cut)}: nothing is left of it at 1/${downscale} of its size`);
  }
  if (fit?.rule === 'crop' && (reduced.height < fit.height || reduced.width < fit.width)) {
    const message = `${name} is ${inWords(reduced)}, too small to cut ${inWords(fit)} out of it`;
    throw new ImageError(message, 'The rule "pad" goes on with the mirror image.');
  }
  return fit ? { height: fit.height, width: fit.width } : reduced;
}

export function prepareImage(raster: Raster, preparation: Preparation): Pixels {
  const { region, downscale, fit } = preparation;
  const cut = region ? cutRaster(raster, region) : raster;
  const reduced = reduceImage(toGrey(cut), cut, downscale);
  return fit ? fitImage(reduced, reducedSize(cut, downscale), fit) : reduced;
}

/** `read` makes class numbers of the part of the mask file that is used. */
export function prepareMask(
  raster: Raster,
  preparation: Preparation,
  read: (raster: Raster) => Uint8Array,
): Uint8Array {
  const { region, downscale, fit } = preparation;
  const cut = region ? cutRaster(raster, region) : raster;
  const reduced = reduceClasses(read(cut), cut, downscale);
  return fit ? fitClasses(reduced, reducedSize(cut, downscale), fit) : reduced;
}

/** Points that do not lie in what is left of the image are left out. */
export function preparePoints(
  points: readonly ImagePoint[],
  stored: Size,
  preparation: Preparation,
): readonly ImagePoint[] {
  const { region, downscale, fit } = preparation;
  const cut = region ?? stored;
  const moved = region ? points.map(([x, y]): ImagePoint => [x - region.x, y - region.y]) : points;
  const reduced = reducePoints(
    moved.filter((point) => isInside(point, cut)),
    downscale,
  );
  const size = reducedSize(cut, downscale);
  const inside = reduced.filter((point) => isInside(point, size));
  return fit ? fitPoints(inside, size, fit).filter((point) => isInside(point, fit)) : inside;
}

/** Whether a point lies in an image: pixels reach half a pixel beyond their centres. */
export function isInside([x, y]: ImagePoint, { height, width }: Size): boolean {
  return x >= -0.5 && y >= -0.5 && x < width - 0.5 && y < height - 0.5;
}

/** Width first, as microscopists write it. */
export function inWords({ height, width }: Size): string {
  return `${width} × ${height} px`;
}

function cutRaster(raster: Raster, region: Region): Raster {
  const { height, width } = region;
  return {
    ...raster,
    height,
    width,
    pixels: cutRegion(raster.pixels, raster.width, raster.channels, region),
  };
}
