import { ImageError } from '../../image-error.js';
import { type ByteSource, damaged } from '../byte-source.js';
import { ByteCursor } from './byte-cursor.js';

/** A tree of tags. Tags in lists have no labels. */
export interface DmGroup {
  readonly kind: 'group';
  readonly tags: readonly { readonly label: string; readonly value: DmValue }[];
}
export type DmValue =
  | DmGroup
  | { readonly kind: 'number'; readonly value: number }
  /** Numbers, which stay in the file. */
  | {
      readonly kind: 'array';
      readonly elementType: number;
      readonly length: number;
      readonly offset: number;
      readonly bytes: number;
    }
  /** Texts and records, whose content is not needed. */
  | { readonly kind: 'other' };

export interface DmFile {
  readonly version: 3 | 4;
  readonly littleEndian: boolean;
  readonly root: DmGroup;
}

/*
 * Gatan does not publish the format. As C. Boothroyd and G. Jefferis found it:
 * https://www.er-c.org/cbb/info/dmformat, https://imagej.net/ij/plugins/DM3Format.gj.html
 */
const [groupTag, valueTag] = [20, 21];
const [structType, textType, arrayType] = [15, 18, 20];
/** Numbers are written in the order that the file's header says; everything else is big-endian. */
const readers: Readonly<Record<number, (view: DataView, littleEndian: boolean) => number>> = {
  2: (view, little) => view.getInt16(0, little),
  3: (view, little) => view.getInt32(0, little),
  4: (view, little) => view.getUint16(0, little),
  5: (view, little) => view.getUint32(0, little),
  6: (view, little) => view.getFloat32(0, little),
  7: (view, little) => view.getFloat64(0, little),
  8: (view) => view.getUint8(0),
  9: (view) => view.getUint8(0),
  10: (view) => view.getUint8(0),
  11: (view, little) => Number(view.getBigInt64(0, little)),
  12: (view, little) => Number(view.getBigUint64(0, little)),
};
const numberBytes: Readonly<Record<number, number>> = {
  2: 2,
  3: 4,
  4: 2,
  5: 4,
  6: 4,
  7: 8,
  8: 1,
  9: 1,
  10: 1,
  11: 8,
  12: 8,
};
/** What real files stay far below; a damaged one must not take all memory. */
const [maxDepth, maxTags, maxTypeNumbers] = [32, 200_000, 1000];

/** Reads all tags but the content of arrays. Throws an `ImageError` that says where the file is damaged. */
export async function readDmTags(source: ByteSource): Promise<DmFile> {
  const cursor = new ByteCursor(source);
  const version = await cursor.uint32();
  if (version !== 3 && version !== 4) throw damaged(source.name, 0, `${version} is no version of the format`);
  /** Sizes have 4 bytes in version 3, 8 in version 4. */
  const size = () => (version === 3 ? cursor.uint32() : cursor.uint64());
  await size();
  const littleEndian = (await cursor.uint32()) === 1;
  let tagCount = 0;

  async function readGroup(depth: number): Promise<DmGroup> {
    if (depth > maxDepth) throw damaged(source.name, cursor.position, `groups lie ${depth} deep`);
    cursor.skip(2); // whether it is sorted, and open
    const count = await size();
    const tags: DmGroup['tags'][number][] = [];
    for (let i = 0; i < count; i++) {
      if (++tagCount > maxTags) throw new ImageError(`${source.name} has more than ${maxTags} tags`);
      const kind = await cursor.uint8();
      const labelBytes = await cursor.uint16();
      const label = Buffer.from(await cursor.bytes(labelBytes)).toString('latin1');
      if (version === 4) cursor.skip(8); // bytes in the tag
      tags.push({ label, value: await readTag(kind, depth) });
    }
    return { kind: 'group', tags };
  }

  async function readTag(kind: number, depth: number): Promise<DmValue> {
    if (kind === groupTag) return readGroup(depth + 1);
    if (kind === valueTag) return readValue();
    throw damaged(source.name, cursor.position, `${kind} is no kind of tag`);
  }

  async function readValue(): Promise<DmValue> {
    const start = cursor.position;
    const mark = Buffer.from(await cursor.bytes(4)).toString('latin1');
    const typeNumbers = await size();
    if (mark !== '%%%%' || typeNumbers > maxTypeNumbers) throw damaged(source.name, start, 'this is no tag');
    const type: number[] = [];
    for (let i = 0; i < typeNumbers; i++) type.push(await size());
    const bytes = bytesOf(type);
    if (bytes === undefined) throw damaged(source.name, start, `${type.join(' ')} is no type`);
    const offset = cursor.position;
    const [first = 0, elementType = 0, length = 0] = type;
    if (first === arrayType && elementType in numberBytes) {
      cursor.skip(bytes);
      return { kind: 'array', elementType, length, offset, bytes };
    }
    const read = readers[first];
    if (!read) {
      cursor.skip(bytes);
      return { kind: 'other' };
    }
    const content = await cursor.bytes(bytes);
    const view = new DataView(content.buffer, content.byteOffset, bytes);
    return { kind: 'number', value: read(view, littleEndian) };
  }

  return { version, littleEndian, root: await readGroup(0) };
}

/** The size of a value, from the numbers that describe its type; undefined where they mean nothing. */
function bytesOf(type: readonly number[]): number | undefined {
  let next = 0;
  function bytesOfNext(): number {
    const kind = type[next++] ?? Number.NaN;
    if (kind === structType) {
      next++; // length of the name
      const fields = type[next++] ?? Number.NaN;
      let bytes = 0;
      for (let i = 0; i < fields && next < type.length; i++) {
        next++; // length of the field's name
        bytes += bytesOfNext();
      }
      return bytes;
    }
    if (kind === arrayType) {
      const elementBytes = bytesOfNext();
      return elementBytes * (type[next++] ?? Number.NaN);
    }
    return kind === textType ? (type[next++] ?? Number.NaN) : (numberBytes[kind] ?? Number.NaN);
  }
  const bytes = bytesOfNext();
  return Number.isSafeInteger(bytes) && next === type.length ? bytes : undefined;
}

/** The value at a path of labels; in lists the position counts, from 0. */
export function tagAt(group: DmGroup, ...path: readonly (string | number)[]): DmValue | undefined {
  return path.reduce<DmValue | undefined>((value, step) => {
    if (value?.kind !== 'group') return undefined;
    const tag = typeof step === 'number' ? value.tags[step] : value.tags.find(({ label }) => label === step);
    return tag?.value;
  }, group);
}

export function numberAt(group: DmGroup, ...path: readonly (string | number)[]): number | undefined {
  const value = tagAt(group, ...path);
  return value?.kind === 'number' ? value.value : undefined;
}
