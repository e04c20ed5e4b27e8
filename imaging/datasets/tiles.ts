import type { Pixels } from '../formats/npy.js';
import type { ImagePoint } from '../image-set.js';
import type { Size } from './reduce.js';
import { cutRegion } from './region.js';

/** Squares that images are cut into. */
export interface Tiling {
  /** Side in pixels. */
  readonly size: number;
  /** How many pixels neighbours share. */
  readonly overlap: number;
}

/** Where the tile of an image begins: column and row of its first pixel. */
export type TilePlace = readonly [x: number, y: number];

/** Row by row; what is left over at the right and at the bottom belongs to none. */
export function tilePlaces({ height, width }: Size, { size, overlap }: Tiling): TilePlace[] {
  const step = size - overlap;
  const places: TilePlace[] = [];
  for (let y = 0; y + size <= height; y += step) {
    for (let x = 0; x + size <= width; x += step) places.push([x, y]);
  }
  return places;
}

export function cutTile<P extends Pixels>(pixels: P, image: Size, [x, y]: TilePlace, { size }: Tiling): P {
  return cutRegion(pixels, image.width, 1, { x, y, width: size, height: size });
}

/** The points of an image that lie in one of its tiles. */
export function tilePoints(
  points: readonly ImagePoint[],
  [left, top]: TilePlace,
  { size }: Tiling,
): ImagePoint[] {
  return points
    .map(([x, y]): ImagePoint => [x - left, y - top])
    .filter(([x, y]) => x >= -0.5 && y >= -0.5 && x < size - 0.5 && y < size - 0.5);
}
