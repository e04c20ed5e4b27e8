import { type ByteSource, damaged, readExactly } from '../byte-source.js';

/** Numbers of the tags that are used: TIFF 6.0, Adobe 1992; sample formats and tiles are in there too. */
export const tags = {
  subfileType: 254,
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  description: 270,
  stripOffsets: 273,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  xResolution: 282,
  yResolution: 283,
  planarConfiguration: 284,
  resolutionUnit: 296,
  predictor: 317,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  extraSamples: 338,
  sampleFormat: 339,
} as const;
/**
 * What a decoder needs beside size and places: also fill order, options of fax compression, the predictor, the palette,
 * JPEG tables, and how colours are made of luma and chroma.
 */
export const decodingTags: readonly number[] = [
  tags.bitsPerSample,
  tags.compression,
  tags.photometric,
  tags.samplesPerPixel,
  tags.planarConfiguration,
  tags.predictor,
  tags.extraSamples,
  tags.sampleFormat,
  ...[266, 292, 293, 320, 332, 347, 529, 530, 531, 532],
];
const usedTags: ReadonlySet<number> = new Set([...Object.values(tags), ...decodingTags]);

/** What a tag says. */
export interface Entry {
  readonly type: number;
  readonly count: number;
  /** The values, or where they lie in the file. */
  readonly values: Uint8Array | number;
}

/** The tags of one page. */
export interface Directory {
  /** Where it lies in the file. */
  readonly offset: number;
  readonly entries: ReadonlyMap<number, Entry>;
}

export interface TiffDirectories {
  readonly littleEndian: boolean;
  readonly directories: readonly Directory[];
}

/** Sizes in which classic TIFF and BigTIFF differ, in bytes. */
const classic = { number: 4, entryCount: 2, entry: 12, firstDirectory: 4 };
const big = { number: 8, entryCount: 8, entry: 20, firstDirectory: 8 };
const typeBytes: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  16: 8,
  17: 8,
  18: 8,
};
/** More than any stack has; a damaged file must not take all memory. */
const [maxDirectories, maxEntries, maxValues] = [200_000, 10_000, 2 ** 22];

/** Finds the pages of a TIFF or BigTIFF file. Throws an `ImageError` that says where it is damaged. */
export async function readDirectories(source: ByteSource): Promise<TiffDirectories> {
  const start = viewOf(await readExactly(source, 0, 8));
  const littleEndian = start.getUint8(0) === 0x49;
  const sizes = start.getUint16(2, littleEndian) === 43 ? big : classic;
  const number = async (at: number, bytes: number) =>
    unsigned(viewOf(await readExactly(source, at, bytes)), 0, bytes, littleEndian);

  const directories: Directory[] = [];
  const seen = new Set<number>();
  let offset = await number(sizes.firstDirectory, sizes.number);
  while (offset !== 0) {
    if (seen.has(offset)) throw damaged(source.name, offset, 'the list of pages leads back to itself');
    if (seen.size === maxDirectories) throw damaged(source.name, offset, `more than ${maxDirectories} pages`);
    seen.add(offset);
    const tagCount = await number(offset, sizes.entryCount);
    if (tagCount > maxEntries) throw damaged(source.name, offset, `a page with ${tagCount} tags`);
    const entriesAt = offset + sizes.entryCount;
    const bytes = await readExactly(source, entriesAt, tagCount * sizes.entry + sizes.number);
    const view = viewOf(bytes);
    const entries = new Map<number, Entry>();
    for (let i = 0; i < tagCount; i++) {
      const at = i * sizes.entry;
      const tag = view.getUint16(at, littleEndian);
      if (!usedTags.has(tag)) continue;
      const type = view.getUint16(at + 2, littleEndian);
      const count = unsigned(view, at + 4, sizes.number, littleEndian);
      const valueAt = at + 4 + sizes.number;
      const isHere = count * (typeBytes[type] ?? 0) <= sizes.number;
      entries.set(tag, {
        type,
        count,
        values: isHere
          ? bytes.subarray(valueAt, valueAt + sizes.number)
          : unsigned(view, valueAt, sizes.number, littleEndian),
      });
    }
    directories.push({ offset, entries });
    offset = unsigned(view, tagCount * sizes.entry, sizes.number, littleEndian);
  }
  if (directories.length === 0) throw damaged(source.name, sizes.firstDirectory, 'it has no pages');
  return { littleEndian, directories };
}

/** The numbers of a tag; none where it is not there. */
export async function numbersOf(
  source: ByteSource,
  directory: Directory,
  tag: number,
  littleEndian: boolean,
): Promise<number[]> {
  const entry = directory.entries.get(tag);
  const bytes = typeBytes[entry?.type ?? 0];
  if (!entry || bytes === undefined) return [];
  if (entry.count > maxValues) throw damaged(source.name, directory.offset, `a tag of ${entry.count} values`);
  const view = viewOf(await valuesOf(source, entry));
  return Array.from({ length: entry.count }, (_, i) => {
    const at = i * bytes;
    if (entry.type === 5) return view.getUint32(at, littleEndian) / view.getUint32(at + 4, littleEndian);
    if (entry.type === 11) return view.getFloat32(at, littleEndian);
    if (entry.type === 12) return view.getFloat64(at, littleEndian);
    return unsigned(view, at, bytes, littleEndian);
  });
}

/** The text of a tag, in UTF-8 or else Latin-1; empty where it is not there. */
export async function textOf(source: ByteSource, directory: Directory, tag: number): Promise<string> {
  const entry = directory.entries.get(tag);
  if (entry?.type !== 2 || entry.count > maxValues) return '';
  const bytes = await valuesOf(source, entry);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}

/** The values of a tag as they lie in the file. */
export async function valuesOf(source: ByteSource, { type, count, values }: Entry): Promise<Uint8Array> {
  const length = count * (typeBytes[type] ?? 0);
  return typeof values === 'number' ? readExactly(source, values, length) : values.subarray(0, length);
}

function unsigned(view: DataView, at: number, bytes: number, littleEndian: boolean): number {
  if (bytes === 1) return view.getUint8(at);
  if (bytes === 2) return view.getUint16(at, littleEndian);
  return bytes === 4 ? view.getUint32(at, littleEndian) : Number(view.getBigUint64(at, littleEndian));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
