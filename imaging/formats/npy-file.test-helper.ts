import { deflateRawSync } from 'node:zlib';
import type { StoredDtype } from './image-file.js';
import { storedBytes } from './stored-bytes.test-helper.js';

const names: Readonly<Record<StoredDtype, string>> = {
  uint8: 'u1',
  int8: 'i1',
  uint16: 'u2',
  int16: 'i2',
  uint32: 'u4',
  int32: 'i4',
  uint64: 'u8',
  int64: 'i8',
  float16: 'f2',
  float32: 'f4',
  float64: 'f8',
};

export interface NpyOptions {
  readonly dtype: StoredDtype;
  readonly shape: readonly number[];
  /** In the order in which they are stored. */
  readonly values: readonly number[];
  readonly littleEndian?: boolean;
  readonly fortran?: boolean;
  readonly version?: 1 | 2 | 3;
  /** NumPy's name of the type, where it is another. */
  readonly descriptor?: string;
}

/** An NPY file of any kind, as `numpy.lib.format` describes it. */
export function writeNpy({
  dtype,
  shape,
  values,
  littleEndian = true,
  fortran = false,
  version = 1,
  descriptor,
}: NpyOptions) {
  const name = descriptor ?? (names[dtype].endsWith('1') ? '|' : littleEndian ? '<' : '>') + names[dtype];
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${name}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${tuple}, }`;
  const preludeBytes = version === 1 ? 10 : 12;
  const headerBytes = Math.ceil((preludeBytes + text.length + 1) / 64) * 64 - preludeBytes;
  const prelude = Buffer.alloc(preludeBytes);
  prelude.write('\x93NUMPY', 'latin1');
  prelude[6] = version;
  if (version === 1) prelude.writeUInt16LE(headerBytes, 8);
  else prelude.writeUInt32LE(headerBytes, 8);
  const header = Buffer.from(`${text.padEnd(headerBytes - 1)}\n`, 'latin1');
  return Buffer.concat([prelude, header, storedBytes(dtype, values, littleEndian)]);
}

/** A ZIP file of NPY files, as `numpy.savez` and `numpy.savez_compressed` write it, but for the checksums. */
export function writeNpz(
  arrays: Readonly<Record<string, Uint8Array>>,
  deflated = false,
): Buffer<ArrayBuffer> {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(arrays)) {
    const nameBytes = Buffer.from(`${name}.npy`);
    const packed = deflated ? deflateRawSync(content) : content;
    // Version, flags, method, time and date, checksum; then both sizes and the lengths of name and extra field.
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(deflated ? 8 : 0, 4);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    local.push(Buffer.from('PK\x03\x04'), common, nameBytes, Buffer.from(packed));
    central.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, nameBytes);
    offset += 4 + common.length + nameBytes.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  const count = Object.keys(arrays).length;
  end.writeUInt16LE(count, 4);
  end.writeUInt16LE(count, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, directory, Buffer.from('PK\x05\x06'), end]);
}
