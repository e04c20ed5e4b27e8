import type { Region } from '../../datasets/region.js';
import { ImageError } from '../../image-error.js';
import type { ByteSource } from '../byte-source.js';
import type { ImageFile, PixelSize, StoredDtype } from '../image-file.js';
import type { Pixels } from '../npy.js';
import { partToRead } from '../part-to-read.js';
import { bytesPerElement, pixelsFromBytes, rasterDtype } from '../to-raster-pixels.js';
import { bytesKind, decodeWithVips, inspectWithVips } from '../vips.js';
import type { TiffDirectories } from './directory.js';
import { excerptOf } from './excerpt.js';
import type { Page } from './page.js';

/** Ways to compress that libvips does not know as it is built for Node.js. */
const unreadCompressions: Readonly<Record<number, string>> = {
  6: 'an early kind of JPEG',
  33003: 'JPEG 2000',
  33004: 'JPEG 2000',
  33005: 'JPEG 2000',
  34661: 'JBIG',
  34712: 'JPEG 2000',
  34887: 'LERC',
  34925: 'LZMA',
  50000: 'Zstandard',
};
/** JPEG and WebP. */
const lossyCompressions: ReadonlySet<number> = new Set([7, 50001]);
/** Ways to compress bytes, whatever they mean: none, LZW, deflate (two numbers) and PackBits. */
const byteCompressions: ReadonlySet<number> = new Set([1, 5, 8, 32773, 32946]);
/** Kinds of element that libvips changes or does not know. */
const foreignDtypes: ReadonlySet<StoredDtype | undefined> = new Set([
  'float16',
  'float64',
  'uint64',
  'int64',
]);

interface Decoder {
  readonly channels: number;
  readonly storedDtype: StoredDtype;
  decode(index: number, region: Region): Promise<Pixels>;
}

/** Pages of one kind that libvips unpacks. */
export async function openCompressed(
  source: ByteSource,
  pages: readonly Page[],
  { pixelSize, ...tiff }: TiffDirectories & { readonly pixelSize: PixelSize | undefined },
): Promise<ImageFile> {
  const { name } = source;
  const unread = pages.find(({ compression }) => compression in unreadCompressions);
  if (unread) {
    const message = `${name} is compressed with ${unreadCompressions[unread.compression]}, which is not read`;
    throw new ImageError(message, 'Save it with LZW or deflate.');
  }
  const { height, width, storedDtype: tagged } = pages[0]!;
  const open = foreignDtypes.has(tagged) ? decodeBytes : decodeElements;
  const { channels, storedDtype, decode } = await open(source, pages, tiff);
  const shape = { images: pages.length, height, width, channels };
  const lossy = pages.some(({ compression }) => lossyCompressions.has(compression));
  const dtype = rasterDtype(storedDtype);
  return {
    ...{ format: 'TIFF', ...shape, dtype, storedDtype, lossy },
    ...(pixelSize && { pixelSize }),
    async read(index, part) {
      const region = partToRead(name, shape, index, part);
      const pixels = await decode(index, region);
      return { height: region.height, width: region.width, channels, dtype, lossy, pixels };
    },
    close: async () => {},
  };
}

async function decodeElements(
  source: ByteSource,
  pages: readonly Page[],
  { directories, littleEndian }: TiffDirectories,
): Promise<Decoder> {
  const excerpt = (index: number, region: Region) => {
    const page = pages[index]!;
    return excerptOf(source, directories[page.number]!, page, { region, littleEndian });
  };
  const { bits, storedDtype: tagged } = pages[0]!;
  const corner = await excerpt(0, { x: 0, y: 0, width: 1, height: 1 });
  const { kind, description } = await inspectWithVips(corner.source);
  if (!kind || (tagged !== undefined && tagged !== kind.storedDtype)) {
    throw unreadKind(source.name, `${description} (${bits} bits)`);
  }
  return {
    channels: kind.channels,
    storedDtype: kind.storedDtype,
    async decode(index, region) {
      const part = await excerpt(index, region);
      return decodeWithVips(part.source, kind, part.region);
    },
  };
}

/** Elements that libvips does not know: it unpacks their bytes only. */
async function decodeBytes(
  source: ByteSource,
  pages: readonly Page[],
  { directories, littleEndian }: TiffDirectories,
): Promise<Decoder> {
  const { samples: channels, storedDtype } = pages[0]!;
  const isReadable = pages.every(
    ({ compression, isPlain, planes }) => byteCompressions.has(compression) && isPlain && planes === 1,
  );
  if (!isReadable || !storedDtype)
    throw unreadKind(source.name, `${storedDtype} with predictor or in planes`);
  const bytesPerPixel = channels * bytesPerElement(storedDtype);
  return {
    channels,
    storedDtype,
    async decode(index, region) {
      const page = pages[index]!;
      const options = { region, littleEndian, bytesPerPixel };
      const part = await excerptOf(source, directories[page.number]!, page, options);
      const bytes = await decodeWithVips(part.source, bytesKind, part.region);
      return pixelsFromBytes(bytes as Uint8Array, storedDtype, littleEndian);
    },
  };
}

function unreadKind(name: string, what: string): ImageError {
  const hint =
    'Save it without compression, or as whole numbers of 8 or 16 bits or 32-bit floating-point ones.';
  return new ImageError(`${name} has pixels of a kind that is not read: ${what}`, hint);
}
