import type { Region } from '../datasets/region.js';
import { ImageError } from '../image-error.js';
import type { ImageFile } from './image-file.js';

/** 16,384²: beyond what cameras make, and well within memory. */
export const maxPixels = 2 ** 28;

/**
 * The region of image `index` to be read: all of it where none is asked for. Throws an `ImageError` that begins with
 * `name` where that is too much for one piece, so that no memory is taken for what a damaged header claims.
 */
export function partToRead(
  name: string,
  { images, height, width, channels }: Pick<ImageFile, 'images' | 'height' | 'width' | 'channels'>,
  index: number,
  region: Region = { x: 0, y: 0, height, width },
): Region {
  if (!(Number.isInteger(index) && index >= 0 && index < images)) {
    throw new Error(`bug: ${name} has ${images} images, and image ${index} is asked for`);
  }
  const { x, y } = region;
  const isInside = x >= 0 && y >= 0 && x + region.width <= width && y + region.height <= height;
  if (!(isInside && region.width > 0 && region.height > 0)) {
    throw new Error(`bug: ${name} is ${width} × ${height} px, and ${JSON.stringify(region)} is asked for`);
  }
  if (region.width * region.height * channels > maxPixels) throw tooLarge(name, region, channels);
  return region;
}

export function tooLarge(
  name: string,
  { width, height }: { readonly width: number; readonly height: number },
  channels: number,
): ImageError {
  const values = channels === 1 ? '' : ` of ${channels} channels`;
  return new ImageError(
    `${name} has ${width} × ${height} pixels${values}, too many to be read at once`,
    `At most ${maxPixels} values are: use a region of it, or cut it into smaller files.`,
  );
}

/** The error for a file that claims more pixels than its bytes can be unpacked to. */
export function impossible(
  name: string,
  { width, height }: { readonly width: number; readonly height: number },
  bytes: number,
): ImageError {
  return new ImageError(
    `${name} says that it has ${width} × ${height} pixels, more than ${bytes} compressed bytes can hold`,
    'It is damaged: restore it from where it came from.',
  );
}

/** Deflate makes one byte of at most so many (https://zlib.net/zlib_tech.html). */
export const mostPerDeflatedByte = 1032;
