import { createHash } from 'node:crypto';
import type { Size } from './datasets/reduce.js';
import { bytesOf, dtypeOf, type Pixels } from './formats/npy.js';

/** 128 bits: no two of any number of images meet by chance. */
const digestBytes = 16;

/** 32 hexadecimal digits: equal where images show the same pixels (of the same size and element type). */
export function digestOfPixels(pixels: Pixels, { height, width }: Size): string {
  return createHash('sha256')
    .update(`${dtypeOf(pixels)} ${width} × ${height} px`)
    .update(bytesOf(pixels))
    .digest()
    .toString('hex', 0, digestBytes);
}
