import {
  byteLength,
  bytesOf,
  type Dtype,
  dtypeOf,
  elementsOf,
  npyHeader,
  type Pixels,
  parseNpyHeader,
} from './npy.js';

/** A whole NPY file in memory. Throws for anything but what `npyHeader` describes. */
export function decodeNpy(file: Uint8Array): { dtype: Dtype; shape: readonly number[]; elements: Pixels } {
  const { dtype, shape, dataOffset } = parseNpyHeader(file, file.byteLength);
  return { dtype, shape, elements: elementsOf(dtype, file.subarray(dataOffset)) };
}

export function encodeNpy(elements: Pixels, shape: readonly number[]): Buffer {
  const dtype = dtypeOf(elements);
  if (elements.byteLength !== byteLength(dtype, shape)) throw new Error('bug: shape and elements disagree');
  return Buffer.concat([npyHeader(dtype, shape), bytesOf(elements)]);
}
