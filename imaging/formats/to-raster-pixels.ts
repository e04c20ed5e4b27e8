import type { StoredDtype } from './image-file.js';
import type { Dtype, Pixels } from './npy.js';

/** Elements of an array as files have them, in this machine's byte order. */
export type StoredElements =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

const kinds = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  uint64: BigUint64Array,
  int64: BigInt64Array,
  // Its bits; there is no array of such numbers in Node.js 20.
  float16: Uint16Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** Bytes of one element. */
export function bytesPerElement(stored: StoredDtype): number {
  return kinds[stored].BYTES_PER_ELEMENT;
}

/** The element type that `toRasterPixels` gives. */
export function rasterDtype(stored: StoredDtype): Dtype {
  return stored === 'uint8' || stored === 'uint16' ? stored : 'float32';
}

/**
 * What is kept of elements as files have them: 8- and 16-bit unsigned integers as they are, everything else as float32
 * of the same value, which rounds integers beyond 2^24 and doubles. May be a view of what it is given.
 */
export function toRasterPixels(elements: StoredElements): Pixels {
  if (elements instanceof Uint8Array || elements instanceof Uint16Array || elements instanceof Float32Array) {
    return elements;
  }
  if (elements instanceof BigUint64Array || elements instanceof BigInt64Array) {
    const floats = new Float32Array(elements.length);
    for (let i = 0; i < floats.length; i++) floats[i] = Number(elements[i]);
    return floats;
  }
  return new Float32Array(elements);
}

/** Bytes of a file as what is kept of them, see `toRasterPixels`. `bytes` must hold whole elements. */
export function pixelsFromBytes(bytes: Uint8Array, stored: StoredDtype, littleEndian: boolean): Pixels {
  const Kind = kinds[stored];
  const width = Kind.BYTES_PER_ELEMENT;
  const swaps = width > 1 && !littleEndian;
  // Typed arrays start at multiples of their width.
  const aligned = swaps || bytes.byteOffset % width !== 0 ? Uint8Array.from(bytes) : bytes;
  if (swaps) swapBytes(aligned, width);
  const elements = new Kind(aligned.buffer as ArrayBuffer, aligned.byteOffset, aligned.length / width);
  return stored === 'float16' ? fromHalves(elements as Uint16Array) : toRasterPixels(elements);
}

function swapBytes({ buffer, byteOffset, length }: Uint8Array, width: number): void {
  const bytes = Buffer.from(buffer, byteOffset, length);
  if (width === 2) bytes.swap16();
  else if (width === 4) bytes.swap32();
  else bytes.swap64();
}

/** IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction. */
function fromHalves(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, (half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
  });
}
