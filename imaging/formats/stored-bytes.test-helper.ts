import type { StoredDtype } from './image-file.js';
import { bytesPerElement, rasterDtype } from './to-raster-pixels.js';

/** Numbers as a file holds them. Values of float16 must be ones that it can hold. */
export function storedBytes(
  dtype: StoredDtype,
  values: readonly number[],
  littleEndian = true,
): Buffer<ArrayBuffer> {
  const width = bytesPerElement(dtype);
  const view = new DataView(new ArrayBuffer(values.length * width));
  for (const [i, value] of values.entries()) setters[dtype](view, i * width, value, littleEndian);
  return Buffer.from(view.buffer);
}

const setters: Readonly<
  Record<StoredDtype, (view: DataView, at: number, value: number, little: boolean) => void>
> = {
  uint8: (view, at, value) => view.setUint8(at, value),
  int8: (view, at, value) => view.setInt8(at, value),
  uint16: (view, at, value, little) => view.setUint16(at, value, little),
  int16: (view, at, value, little) => view.setInt16(at, value, little),
  uint32: (view, at, value, little) => view.setUint32(at, value, little),
  int32: (view, at, value, little) => view.setInt32(at, value, little),
  uint64: (view, at, value, little) => view.setBigUint64(at, BigInt(value), little),
  int64: (view, at, value, little) => view.setBigInt64(at, BigInt(value), little),
  float16: (view, at, value, little) => view.setUint16(at, half(value), little),
  float32: (view, at, value, little) => view.setFloat32(at, value, little),
  float64: (view, at, value, little) => view.setFloat64(at, value, little),
};

/** The bits of a number that is exact in IEEE 754 binary16. */
function half(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (magnitude === Number.POSITIVE_INFINITY) return sign | 0x7c00;
  if (magnitude < 2 ** -14) return sign | (magnitude * 2 ** 24);
  const exponent = Math.floor(Math.log2(magnitude));
  return sign | ((exponent + 15) << 10) | ((magnitude / 2 ** exponent - 1) * 1024);
}

/** The extremes of a type, then other numbers that it holds exactly. */
export function sampleValues(dtype: StoredDtype, count: number): number[] {
  return Array.from({ length: count }, (_, i) => extremes[dtype][i] ?? other[dtype](i));
}

/** What is kept of them. */
export function keptValues(dtype: StoredDtype, values: readonly number[]): number[] {
  return rasterDtype(dtype) === 'float32' ? values.map(Math.fround) : [...values];
}

const extremes: Readonly<Record<StoredDtype, readonly number[]>> = {
  uint8: [0, 255],
  int8: [-128, 127],
  uint16: [0, 65535, 256],
  int16: [-32768, 32767, -1],
  uint32: [0, 2 ** 32 - 1],
  int32: [-(2 ** 31), 2 ** 31 - 1, -1],
  uint64: [0, 2 ** 63],
  int64: [-(2 ** 63), 2 ** 62, -1],
  float16: [0, -65504, 2 ** -24, 2 ** -14, 0.5],
  float32: [0, -1e30, 1e-40, 300.25],
  float64: [0, -1e30, Math.PI, 300.25],
};
const other: Readonly<Record<StoredDtype, (i: number) => number>> = {
  uint8: (i) => (i * 37) % 256,
  int8: (i) => ((i * 37) % 256) - 128,
  uint16: (i) => (i * 7919) % 65536,
  int16: (i) => ((i * 7919) % 65536) - 32768,
  uint32: (i) => (i * 2654435761) >>> 0,
  int32: (i) => (i * 2654435761) | 0,
  uint64: (i) => i * 7919,
  int64: (i) => (i % 2 ? -1 : 1) * i * 7919,
  float16: (i) => (((i * 37) % 2048) - 1024) / 8,
  float32: (i) => (((i * 7919) % 4096) - 2048) / 16,
  float64: (i) => ((i * 7919) % 4096) / 7,
};
