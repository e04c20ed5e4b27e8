import type { StoredDtype } from '../image-file.js';
import { storedBytes } from '../stored-bytes.test-helper.js';

/** A tag's value: a group, a list of groups or numbers, a number of a type, or an array of such. */
export type Tag =
  | { readonly group: Readonly<Record<string, Tag>> }
  | { readonly list: readonly Tag[] }
  | { readonly number: number; readonly as: NumberType }
  | { readonly array: readonly number[]; readonly as: NumberType }
  | { readonly struct: readonly { readonly number: number; readonly as: NumberType }[] }
  | { readonly structs: readonly (readonly [number, number])[] };
type NumberType = Exclude<StoredDtype, 'float16'>;

const typeNumbers: Readonly<Record<NumberType, number>> = {
  int16: 2,
  int32: 3,
  uint16: 4,
  uint32: 5,
  float32: 6,
  float64: 7,
  int8: 9,
  uint8: 10,
  int64: 11,
  uint64: 12,
};

export interface DmOptions {
  readonly version: 3 | 4;
  readonly littleEndian?: boolean;
}

/** A DM3 or DM4 file with these tags. */
export function writeDm({ version, littleEndian = true }: DmOptions, root: Readonly<Record<string, Tag>>) {
  const number = (bytes: 1 | 2 | 4 | 8, value: number) => {
    const buffer = Buffer.alloc(bytes);
    if (bytes === 8) buffer.writeBigUInt64BE(BigInt(value));
    else buffer.writeUIntBE(value, 0, bytes);
    return buffer;
  };
  const size = (value: number) => number(version === 3 ? 4 : 8, value);
  const content = (as: NumberType, values: readonly number[]) => storedBytes(as, values, littleEndian);

  function groupOf(tags: readonly (readonly [label: string, tag: Tag])[]): Buffer {
    const flags = Buffer.from([1, 0]);
    return Buffer.concat([flags, size(tags.length), ...tags.map(([label, tag]) => entryOf(label, tag))]);
  }
  function entryOf(label: string, tag: Tag): Buffer {
    const isGroup = 'group' in tag || 'list' in tag;
    const labelBytes = Buffer.from(label, 'latin1');
    const value = bytesOf(tag);
    const start = Buffer.concat([number(1, isGroup ? 20 : 21), number(2, labelBytes.length), labelBytes]);
    return Buffer.concat([start, ...(version === 4 ? [number(8, value.length)] : []), value]);
  }
  function bytesOf(tag: Tag): Buffer {
    if ('group' in tag) return groupOf(Object.entries(tag.group));
    if ('list' in tag) return groupOf(tag.list.map((item) => ['', item] as const));
    if ('number' in tag) return typed([typeNumbers[tag.as]], content(tag.as, [tag.number]));
    if ('array' in tag) return typed([20, typeNumbers[tag.as], tag.array.length], content(tag.as, tag.array));
    if ('struct' in tag) {
      const fields = tag.struct.flatMap(({ as }) => [0, typeNumbers[as]]);
      const values = Buffer.concat(tag.struct.map((field) => content(field.as, [field.number])));
      return typed([15, 0, tag.struct.length, ...fields], values);
    }
    const pair = [15, 0, 2, 0, typeNumbers.int32, 0, typeNumbers.int32];
    return typed([20, ...pair, tag.structs.length], content('int32', tag.structs.flat()));
  }
  function typed(type: readonly number[], values: Buffer): Buffer {
    return Buffer.concat([Buffer.from('%%%%'), size(type.length), ...type.map(size), values]);
  }

  const tree = groupOf(Object.entries(root));
  const start = Buffer.concat([number(4, version), size(tree.length), number(4, littleEndian ? 1 : 0)]);
  return Buffer.concat([start, tree, Buffer.alloc(8)]);
}

const dataTypes: Readonly<Partial<Record<StoredDtype, number>>> = {
  int16: 1,
  float32: 2,
  uint8: 6,
  int32: 7,
  int8: 9,
  uint16: 10,
  uint32: 11,
  float64: 12,
};

export interface DmImage {
  readonly dtype: NumberType;
  /** Fastest first. */
  readonly dimensions: readonly number[];
  readonly values: readonly number[];
  readonly scale?: number;
  readonly unit?: string;
  /** The number of the kind of pixel, where it is not that of `dtype`. */
  readonly dataType?: number;
}

/** Tags of a file as DigitalMicrograph writes it: a thumbnail in colour, then the images, with other tags around. */
export function imageTags(...images: readonly DmImage[]): Readonly<Record<string, Tag>> {
  const thumbnail: DmImage = {
    dtype: 'uint32',
    dimensions: [2, 2],
    values: [1, 2, 3, 4],
    dataType: 23,
  };
  return {
    ApplicationBounds: { struct: [0, 0, 900, 1500].map((number) => ({ number, as: 'int16' })) },
    DocumentObjectList: { list: [{ group: { ImageSource: { number: 0, as: 'uint32' } } }] },
    'Color Table': {
      structs: [
        [0, 1],
        [2, 3],
      ],
    },
    ImageList: { list: [thumbnail, ...images].map(imageOf) },
    'Min Version List': { list: [{ group: { RequiredVersion: { number: 50_659_328, as: 'uint32' } } }] },
  };
}

function imageOf({ dtype, dimensions, values, scale = 1, unit = '', dataType }: DmImage): Tag {
  const calibration: Tag = {
    group: {
      Origin: { number: 0, as: 'float32' },
      Scale: { number: scale, as: 'float32' },
      Units: { array: [...unit].map((letter) => letter.charCodeAt(0)), as: 'uint16' },
    },
  };
  return {
    group: {
      ImageData: {
        group: {
          Calibrations: { group: { Dimension: { list: dimensions.map(() => calibration) } } },
          Data: { array: values, as: dtype },
          DataType: { number: dataType ?? dataTypes[dtype] ?? 0, as: 'uint32' },
          Dimensions: { list: dimensions.map((side) => ({ number: side, as: 'uint32' })) },
          PixelDepth: { number: 4, as: 'uint32' },
        },
      },
      Name: { array: [65, 66], as: 'uint16' },
    },
  };
}
