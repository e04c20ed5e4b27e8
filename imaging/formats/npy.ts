import { decodeNpyHeader, maxNpyHeaderBytes } from './npy-header.js';

/** The element types that arrays are stored in. */
export type Dtype = 'uint8' | 'uint16' | 'float32';

/** One image's elements, row-major. */
export type Pixels = Uint8Array | Uint16Array | Float32Array;

export interface NpyLayout {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Where the elements start, in bytes. */
  readonly dataOffset: number;
}

const descriptors: Readonly<Record<Dtype, string>> = { uint8: '|u1', uint16: '<u2', float32: '<f4' };
const bytesPerElement: Readonly<Record<Dtype, number>> = { uint8: 1, uint16: 2, float32: 4 };
/** The largest value of integers; for floats what they are taken to be fractions of. */
export const largestValue: Readonly<Record<Dtype, number>> = { uint8: 255, uint16: 65535, float32: 1 };
const magic = Buffer.from('\x93NUMPY\x01\x00', 'latin1');
const preludeBytes = magic.length + 2;

export { maxNpyHeaderBytes };

export function byteLength(dtype: Dtype, shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, bytesPerElement[dtype]);
}

/** The name of the element type of typed array `pixels`. */
export function dtypeOf(pixels: Pixels): Dtype {
  if (pixels instanceof Uint8Array) return 'uint8';
  return pixels instanceof Uint16Array ? 'uint16' : 'float32';
}

/**
 * The bytes that precede the elements in an NPY file (format version 1.0, C order), padded so that the elements
 * start at a multiple of 64 bytes. The shape is known before the elements are, so that these can be streamed.
 */
export function npyHeader(dtype: Dtype, shape: readonly number[]): Buffer {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dictionary = `{'descr': '${descriptors[dtype]}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const headerBytes = Math.ceil((preludeBytes + dictionary.length + 1) / 64) * 64 - preludeBytes;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(headerBytes);
  return Buffer.concat([magic, length, Buffer.from(`${dictionary.padEnd(headerBytes - 1)}\n`, 'latin1')]);
}

/**
 * Reads the header of an NPY file as `npyHeader` writes it from its first bytes (`maxNpyHeaderBytes`, or all where the
 * file is shorter). Throws unless the file is exactly as long as its header says.
 */
export function parseNpyHeader(start: Uint8Array, fileBytes: number): NpyLayout {
  const header = decodeNpyHeader(start);
  if (!header) throw new Error('the NPY header is cut off');
  const { descriptor, fortranOrder, shape, dataOffset } = header;
  const dtype = (Object.keys(descriptors) as Dtype[]).find((name) => descriptors[name] === descriptor);
  if (dtype === undefined) throw new Error(`NPY elements of type ${JSON.stringify(descriptor)} are not read`);
  if (fortranOrder) throw new Error('NPY arrays in Fortran order are not read');
  const expected = dataOffset + byteLength(dtype, shape);
  if (!Number.isSafeInteger(expected) || expected !== fileBytes) {
    throw new Error(`the NPY header promises ${expected} bytes, the file has ${fileBytes}`);
  }
  return { dtype, shape, dataOffset };
}

/** `bytes` seen as elements of `dtype`: a view where alignment allows, else a copy. */
export function elementsOf(dtype: Dtype, bytes: Uint8Array): Pixels {
  if (dtype === 'uint8') return bytes;
  const aligned = bytes.byteOffset % bytesPerElement[dtype] === 0 ? bytes : Uint8Array.from(bytes);
  const length = aligned.byteLength / bytesPerElement[dtype];
  return dtype === 'uint16'
    ? new Uint16Array(aligned.buffer, aligned.byteOffset, length)
    : new Float32Array(aligned.buffer, aligned.byteOffset, length);
}

/** The bytes of a typed array, as a view. */
export function bytesOf(elements: Pixels): Uint8Array {
  return new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
}

/** Zeros of the same element type. */
export function emptyLike<P extends Pixels>(pixels: P, length: number): P {
  const Kind = pixels.constructor as new (length: number) => P;
  // A Buffer is a Uint8Array whose constructor means something else.
  return (pixels instanceof Uint8Array ? new Uint8Array(length) : new Kind(length)) as P;
}
