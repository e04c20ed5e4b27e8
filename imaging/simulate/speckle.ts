import type { Random } from '../../random/random.js';
import { gaussianBlur } from '../augment/gaussian-blur.js';

/** White noise smoothed by a Gaussian of `length` pixels, brought back to a standard deviation of 1; [size × size]. */
export function speckle(size: number, length: number, random: Random): Float32Array {
  const field = new Float32Array(size * size);
  for (let i = 0; i < field.length; i++) field[i] = random.normal();
  gaussianBlur(field, size, size, length);
  let squares = 0;
  for (let i = 0; i < field.length; i++) squares += field[i]! ** 2;
  const scale = 1 / Math.sqrt(squares / field.length);
  for (let i = 0; i < field.length; i++) field[i]! *= scale;
  return field;
}
