import type { Size } from '../../datasets/reduce.js';
import { ImageError } from '../../image-error.js';
import { type ByteSource, damaged, mustReach } from '../byte-source.js';
import type { StoredDtype } from '../image-file.js';
import { impossible, maxPixels, mostPerDeflatedByte, tooLarge } from '../part-to-read.js';
import { bytesPerElement } from '../to-raster-pixels.js';
import { type Directory, numbersOf, tags } from './directory.js';

/** One page of a TIFF file. */
export interface Page {
  /** Number of its directory in the file, from 0. */
  readonly number: number;
  readonly height: number;
  readonly width: number;
  /** Undefined where the elements have a number of bits that is not whole bytes, or are complex. */
  readonly storedDtype: StoredDtype | undefined;
  readonly bits: number;
  readonly samples: number;
  /** How many of the samples are colours or grey, not transparency. */
  readonly channels: number;
  readonly compression: number;
  readonly photometric: number;
  /** Whether elements, once unpacked, are those that are shown: no predictor, no palette, no transparency. */
  readonly isPlain: boolean;
  readonly isTiled: boolean;
  /** Size of a strip or tile. */
  readonly block: Size;
  /** Strips or tiles, row by row; plane after plane where each sample has a plane of its own. */
  readonly blocks: readonly { readonly offset: number; readonly bytes: number }[];
  readonly planes: number;
  /** Where the first element lies, if all lie uncompressed one after the other; in bytes. */
  readonly start: number | undefined;
}

const uncompressed = 1;
/** How many bytes LZW (strings of up to 4,096 bytes in 12 bits), deflate and PackBits can make of one. */
const mostPerByte: Readonly<Record<number, number>> = {
  5: 2731,
  8: mostPerDeflatedByte,
  32773: 64,
  32946: mostPerDeflatedByte,
};
/** Black is zero, or red, green, blue: the values are what is shown. */
const plainPhotometrics: readonly number[] = [1, 2];
const [unsigned, signed, float] = [1, 2, 3];
const dtypes: Readonly<Record<string, StoredDtype>> = {
  [`8 ${unsigned}`]: 'uint8',
  [`8 ${signed}`]: 'int8',
  [`16 ${unsigned}`]: 'uint16',
  [`16 ${signed}`]: 'int16',
  [`16 ${float}`]: 'float16',
  [`32 ${unsigned}`]: 'uint32',
  [`32 ${signed}`]: 'int32',
  [`32 ${float}`]: 'float32',
  [`64 ${unsigned}`]: 'uint64',
  [`64 ${signed}`]: 'int64',
  [`64 ${float}`]: 'float64',
};

/** Throws an `ImageError` where the page's tags contradict each other or the file. */
export async function readPage(
  source: ByteSource,
  directory: Directory,
  number: number,
  littleEndian: boolean,
): Promise<Page> {
  const { name } = source;
  const all = (tag: number) => numbersOf(source, directory, tag, littleEndian);
  const first = async (tag: number, otherwise: number) => (await all(tag))[0] ?? otherwise;

  const width = await first(tags.width, 0);
  const height = await first(tags.height, 0);
  const samples = await first(tags.samplesPerPixel, 1);
  if (!isWhole(width) || !isWhole(height) || !isWhole(samples)) {
    throw damaged(name, directory.offset, `page ${number + 1} has ${width} × ${height} × ${samples} values`);
  }
  const [bits = 1, ...otherBits] = await all(tags.bitsPerSample);
  const [format = unsigned, ...otherFormats] = await all(tags.sampleFormat);
  if (otherBits.some((other) => other !== bits) || otherFormats.some((other) => other !== format)) {
    throw new ImageError(`${name} mixes kinds of values in page ${number + 1}, which is not read`);
  }
  const tileWidth = await first(tags.tileWidth, 0);
  const isTiled = tileWidth > 0;
  const rows = await first(isTiled ? tags.tileHeight : tags.rowsPerStrip, height);
  const block = isTiled ? { width: tileWidth, height: rows } : { width, height: Math.min(rows, height) };
  const offsets = await all(isTiled ? tags.tileOffsets : tags.stripOffsets);
  const counts = await all(isTiled ? tags.tileByteCounts : tags.stripByteCounts);
  if (offsets.length === 0 || !isWhole(block.height)) {
    throw damaged(name, directory.offset, `page ${number + 1} has no pixels`);
  }
  const photometric = await first(tags.photometric, 1);
  const channels = samples - transparentSamples(samples, await all(tags.extraSamples));
  const hasPredictor = (await first(tags.predictor, 1)) !== 1;
  const page: Page = {
    number,
    height,
    width,
    // Format 4 says that the kind is unknown.
    storedDtype: dtypes[`${bits} ${format === 4 ? unsigned : format}`],
    bits,
    samples,
    channels,
    compression: await first(tags.compression, uncompressed),
    photometric,
    isPlain: plainPhotometrics.includes(photometric) && !hasPredictor && channels === samples,
    isTiled,
    block,
    blocks: offsets.map((offset, i) => ({ offset, bytes: counts[i] ?? 0 })),
    planes: (await first(tags.planarConfiguration, 1)) === 2 ? samples : 1,
    start: undefined,
  };
  const start = startOf(page);
  if (start === undefined) mustBePossible(source, page);
  else mustReach(source, start.offset + start.bytes);
  return { ...page, start: start?.offset };
}

/** Where all elements lie, if they do uncompressed one after the other. Lengths of strips need not be right then. */
function startOf({ height, width, samples, storedDtype, compression, photometric, ...page }: Page) {
  const { isTiled, block, blocks, planes } = page;
  const isStored = compression === uncompressed && plainPhotometrics.includes(photometric);
  if (!isStored || !storedDtype || isTiled || planes > 1) return undefined;
  const rowBytes = width * samples * bytesPerElement(storedDtype);
  const { offset } = blocks[0]!;
  const isGapless = blocks.every((strip, i) => strip.offset === offset + i * block.height * rowBytes);
  if (!isGapless || blocks.length !== Math.ceil(height / block.height)) return undefined;
  return { offset, bytes: height * rowBytes };
}

/** Throws where strips or tiles are not in the file, or could not be what they are said to be. */
function mustBePossible(
  source: ByteSource,
  { height, width, samples, bits, compression, block, blocks }: Page,
) {
  for (const { offset, bytes } of blocks) mustReach(source, offset + bytes);
  const packedBytes = blocks.reduce((sum, { bytes }) => sum + bytes, 0);
  const unpackedBytes = (height * width * samples * bits) / 8;
  if (unpackedBytes > packedBytes * (mostPerByte[compression] ?? Number.POSITIVE_INFINITY)) {
    throw impossible(source.name, { height, width }, packedBytes);
  }
  // What has to be unpacked at once.
  if (block.width * block.height * samples > maxPixels) throw tooLarge(source.name, block, samples);
}

/** Samples after the colours or grey: those said to be transparency, or taken to be where nothing is said. */
function transparentSamples(samples: number, extra: readonly number[]): number {
  if (extra.length > 0) return extra.some((kind) => kind === 1 || kind === 2) ? 1 : 0;
  return samples === 2 || samples === 4 ? 1 : 0;
}

function isWhole(number: number): boolean {
  return Number.isSafeInteger(number) && number > 0;
}
