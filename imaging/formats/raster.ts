import sharp from 'sharp';
import { ImageError } from '../image-error.js';
import { type Dtype, elementsOf, type Pixels } from './npy.js';

/** One decoded picture, values as they are stored in its file. */
export interface Raster {
  readonly height: number;
  readonly width: number;
  /** 1 for grey, 3 for red, green, blue. */
  readonly channels: 1 | 3;
  readonly dtype: Dtype;
  /** Whether the format keeps values only approximately (JPEG). */
  readonly lossy: boolean;
  /** [height × width × channels], row-major. */
  readonly pixels: Pixels;
}

/** 16,384²: beyond what cameras make, and well within memory. */
const maxPixels = 2 ** 28;

// Several images are decoded at a time, so one thread each; and no image is decoded twice.
sharp.concurrency(1);
sharp.cache(false);

/**
 * Decodes a whole PNG, TIFF or JPEG file: grey with 8, 16 (unsigned) or 32 (floating-point) bits, colour with 8 or 16.
 * Colour profiles and orientation tags are not applied, and transparency is dropped. Throws an `ImageError` that
 * begins with `name` for anything else, and for files that are damaged or cut off.
 */
export async function decodeRaster(file: Uint8Array, name: string): Promise<Raster> {
  try {
    const image = sharp(file, { failOn: 'warning', limitInputPixels: maxPixels, ignoreIcc: true });
    const { format, pages = 1, depth, space } = await image.metadata();
    if (format !== 'png' && format !== 'tiff' && format !== 'jpeg') {
      throw new ImageError(`${name} is a ${format} file`, 'Convert it to PNG or TIFF.');
    }
    if (pages > 1) {
      throw new ImageError(`${name} is a stack of ${pages} pages`, 'Save each page as a file of its own.');
    }
    const kind = kinds[`${space} ${depth}`];
    if (!kind) {
      const hint =
        'Convert it to grey with 8, 16 (unsigned) or 32 (floating-point) bits, or to 8- or 16-bit RGB.';
      throw new ImageError(`${name} has pixels of a kind that is not read: ${space}, ${depth}`, hint);
    }
    const { data, info } = await image
      .removeAlpha()
      .toColourspace(kind.space)
      .raw({ depth: kind.depth })
      .toBuffer({ resolveWithObject: true });
    const { height, width } = info;
    const pixels = elementsOf(kind.dtype, data);
    if (pixels.length !== height * width * kind.channels) {
      throw new Error(`bug: ${name} was decoded to ${info.channels} channels`);
    }
    const { channels, dtype } = kind;
    return { height, width, channels, dtype, lossy: format === 'jpeg', pixels };
  } catch (error) {
    if (error instanceof ImageError || !(error instanceof Error) || error.message.startsWith('bug:'))
      throw error;
    // What else the decoders say depends on what they decoded before.
    const isForeign = error.message.includes('unsupported image format');
    const reason = isForeign ? 'it is no PNG, TIFF or JPEG image' : 'it is cut off or damaged';
    throw new ImageError(`${name} does not decode: ${reason}`, 'Take it out of the folder, or restore it.');
  }
}

interface Kind {
  readonly channels: 1 | 3;
  readonly dtype: Dtype;
  /** The colour space and depth in which sharp hands out the stored values unchanged. */
  readonly space: string;
  readonly depth: 'uchar' | 'ushort' | 'float';
}

const kinds: Readonly<Record<string, Kind>> = {
  'b-w uchar': { channels: 1, dtype: 'uint8', space: 'b-w', depth: 'uchar' },
  'grey16 ushort': { channels: 1, dtype: 'uint16', space: 'grey16', depth: 'ushort' },
  'b-w float': { channels: 1, dtype: 'float32', space: 'b-w', depth: 'float' },
  'srgb uchar': { channels: 3, dtype: 'uint8', space: 'srgb', depth: 'uchar' },
  'rgb16 ushort': { channels: 3, dtype: 'uint16', space: 'rgb16', depth: 'ushort' },
};

/** Grey values: as stored, or for colours the luma of ITU-R BT.601, rounded. */
export function toGrey(raster: Raster): Pixels {
  const { channels, pixels, height, width } = raster;
  if (channels === 1) return pixels;
  const grey = raster.dtype === 'uint8' ? new Uint8Array(height * width) : new Uint16Array(height * width);
  for (let i = 0, at = 0; i < grey.length; i++, at += 3) {
    grey[i] = Math.round(0.299 * pixels[at]! + 0.587 * pixels[at + 1]! + 0.114 * pixels[at + 2]!);
  }
  return grey;
}
