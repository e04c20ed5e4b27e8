import { emptyLike, type Pixels } from '../formats/npy.js';
import type { Size } from './reduce.js';

/** A rectangle of an image, in pixels; `x` and `y` are the column and row of its first pixel. */
export interface Region extends Size {
  readonly x: number;
  readonly y: number;
}

/** Cuts a region out of pixels of one or more channels. The region must lie inside. */
export function cutRegion<P extends Pixels>(pixels: P, width: number, channels: number, region: Region): P {
  const rowLength = region.width * channels;
  const cut = emptyLike(pixels, region.height * rowLength);
  for (let row = 0; row < region.height; row++) {
    const start = ((region.y + row) * width + region.x) * channels;
    cut.set(pixels.subarray(start, start + rowLength), row * rowLength);
  }
  return cut;
}
