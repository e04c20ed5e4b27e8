import { ImageError } from '../image-error.js';
import { type ByteSource, cutOff } from './byte-source.js';
import type { ImageFile, ImageFormat } from './image-file.js';
import { impossible, maxPixels, mostPerDeflatedByte, partToRead, tooLarge } from './part-to-read.js';
import { rasterDtype } from './to-raster-pixels.js';
import { decodeWithVips, inspectWithVips } from './vips.js';

/** Grey or colour with 8 or 16 bits. The dots per inch in there tell how large to print, not what a pixel shows. */
export const png: ImageFormat = {
  name: 'PNG',
  extensions: ['.png'],
  open: (source) =>
    openRaster(source, {
      ...{ format: 'PNG', lossy: false, mustBeWhole: mustHaveAllChunks },
      // A pixel has at least one bit.
      mostPixelsPerByte: 8 * mostPerDeflatedByte,
    }),
};

/** Grey or colour with 8 bits, only approximately what was saved. */
export const jpeg: ImageFormat = {
  name: 'JPEG',
  extensions: ['.jpg', '.jpeg'],
  open: (source) =>
    openRaster(source, {
      ...{ format: 'JPEG', lossy: true, mustBeWhole: mustHaveEnd },
      // Each block of 8 × 8 pixels has a code of at least one bit (ITU-T T.81, F.1.2.1).
      mostPixelsPerByte: 8 * 64,
    }),
};

interface RasterFormat {
  readonly format: string;
  readonly lossy: boolean;
  /** More than a file of one byte could be unpacked to. */
  readonly mostPixelsPerByte: number;
  /** Throws an `ImageError` that says where the file is cut off. */
  mustBeWhole(source: ByteSource): Promise<void>;
}

async function openRaster(
  source: ByteSource,
  { format, lossy, mostPixelsPerByte, mustBeWhole }: RasterFormat,
): Promise<ImageFile> {
  const { name } = source;
  const whole = <T>(work: Promise<T>) =>
    work.catch(async (error) => {
      if (error instanceof ImageError) await mustBeWhole(source);
      throw error;
    });
  const { height, width, kind, description } = await whole(inspectWithVips(source));
  if (!kind) {
    const hint = 'Convert it to grey with 8 or 16 bits, or to RGB.';
    throw new ImageError(`${name} has pixels of a kind that is not read: ${description}`, hint);
  }
  // Some of these files can only be decoded as a whole.
  if (height * width * kind.channels > maxPixels) throw tooLarge(name, { height, width }, kind.channels);
  if (height * width > source.size * mostPixelsPerByte)
    throw impossible(name, { height, width }, source.size);
  const { channels, storedDtype } = kind;
  const shape = { images: 1, height, width, channels };
  const dtype = rasterDtype(storedDtype);
  return {
    format,
    ...shape,
    dtype,
    storedDtype,
    lossy,
    async read(index, part) {
      const region = partToRead(name, shape, index, part);
      const pixels = await whole(decodeWithVips(source, kind, region));
      return { height: region.height, width: region.width, channels, dtype, lossy, pixels };
    },
    close: async () => {},
  };
}

/** Follows the chunks of a PNG file: length, name, content, checksum. */
async function mustHaveAllChunks(source: ByteSource): Promise<void> {
  for (let at = 8; ; ) {
    const chunk = Buffer.from(await source.read(at, 8));
    if (chunk.length < 8) throw cutOff(source.name, source.size);
    at += 12 + chunk.readUInt32BE(0);
    if (at > source.size) throw cutOff(source.name, source.size, at);
    if (chunk.toString('latin1', 4) === 'IEND') return;
  }
}

/** A JPEG file ends with a marker. */
async function mustHaveEnd(source: ByteSource): Promise<void> {
  const end = Buffer.from(await source.read(Math.max(0, source.size - 2), 2));
  if (end.toString('latin1') !== '\xff\xd9') throw cutOff(source.name, source.size);
}
