import type { Random } from '../../../random/random.js';
import { smoothField } from '../smooth-field.js';
import { type Circle, packCircles } from './pack-circles.js';

/** Which cell each pixel belongs to, and how far it is from the middle of the nearest wall; [size × size]. */
export interface CellMap {
  readonly cells: Uint16Array;
  readonly wallNm: Float32Array;
}

/** By how much of a cell the plane is bent, widely and narrowly, and over how many cells the bending changes. */
const bends = [
  { by: 1, over: 2 },
  { by: 0.3, over: 0.6 },
] as const;
/** Pixels of one block have the same few circles near them. */
const block = 16;

/**
 * Cells: each place belongs to the circle whose edge is nearest to it (an additively weighted Voronoi diagram, whose
 * walls are arcs), on a plane that is bent at random. Some cells have several circles.
 */
export function drawCells(size: number, pixelNm: number, cellNm: number, random: Random): CellMap {
  const circles = packCircles(size * pixelNm, cellNm, random);
  const bentX = drawBending(size, pixelNm, cellNm, random);
  const bentY = drawBending(size, pixelNm, cellNm, random);
  const placeX = (at: number) => ((at % size) + 0.5) * pixelNm + bentX[at]!;
  const placeY = (at: number) => (Math.floor(at / size) + 0.5) * pixelNm + bentY[at]!;

  const map = { cells: new Uint16Array(size * size), wallNm: new Float32Array(size * size) };
  for (let top = 0; top < size; top += block) {
    for (let left = 0; left < size; left += block) {
      const pixels = pixelsOf(top, left, size);
      const middle = pixels[pixels.length >> 1]!;
      const [x, y] = [placeX(middle), placeY(middle)];
      const reach = Math.max(...pixels.map((at) => length(placeX(at) - x, placeY(at) - y)));
      const { beyond } = nearest(circles, x, y);
      // The edge of a circle is nearer by no more than `reach` anywhere in the block, and farther by no more.
      const near = circles.filter((circle) => edgeDistance(circle, x, y) <= beyond + 2 * reach);
      for (const at of pixels) {
        const { cell, wall } = nearest(near, placeX(at), placeY(at));
        map.cells[at] = cell;
        map.wallNm[at] = wall;
      }
    }
  }
  return map;
}

/** By how much each pixel is displaced in one direction, in nm. */
function drawBending(size: number, pixelNm: number, cellNm: number, random: Random): Float32Array {
  const sum = new Float32Array(size * size);
  for (const { by, over } of bends) {
    const field = smoothField(size, size, (over * cellNm) / pixelNm, random);
    for (let i = 0; i < sum.length; i++) sum[i]! += by * cellNm * (field[i]! - 0.5);
  }
  return sum;
}

function pixelsOf(top: number, left: number, size: number): number[] {
  const pixels: number[] = [];
  for (let y = top; y < Math.min(size, top + block); y++) {
    for (let x = left; x < Math.min(size, left + block); x++) pixels.push(y * size + x);
  }
  return pixels;
}

// `Math.hypot`, which guards against overflow, would take ten times as long.
const length = (x: number, y: number) => Math.sqrt(x * x + y * y);

const edgeDistance = ({ x, y, radius }: Circle, placeX: number, placeY: number) =>
  length(placeX - x, placeY - y) - radius;

interface Nearest {
  readonly cell: number;
  /** Distance of the wall between this cell and the next, to first order. */
  readonly wall: number;
  /** Distance of the edge of the nearest circle that belongs to another cell. */
  readonly beyond: number;
}

function nearest(circles: readonly Circle[], x: number, y: number): Nearest {
  let own: Circle | undefined;
  let ownDistance = Number.POSITIVE_INFINITY;
  let other: Circle | undefined;
  let otherDistance = Number.POSITIVE_INFINITY;
  for (const circle of circles) {
    const distance = edgeDistance(circle, x, y);
    if (distance < ownDistance) {
      if (own && own.cell !== circle.cell) {
        other = own;
        otherDistance = ownDistance;
      }
      own = circle;
      ownDistance = distance;
    } else if (distance < otherDistance && circle.cell !== own!.cell) {
      other = circle;
      otherDistance = distance;
    }
  }
  if (!own || !other) return { cell: own?.cell ?? 0, wall: Number.POSITIVE_INFINITY, beyond: otherDistance };
  const wall = (otherDistance - ownDistance) / steepness(own, other, x, y);
  return { cell: own.cell, wall, beyond: otherDistance };
}

/** How fast the difference of the distances of two circles changes: twice as fast as one goes, between them. */
function steepness(own: Circle, other: Circle, x: number, y: number): number {
  const [ownX, ownY] = [x - own.x, y - own.y];
  const [otherX, otherY] = [x - other.x, y - other.y];
  const lengths = length(ownX, ownY) * length(otherX, otherY);
  const cos = lengths === 0 ? -1 : (ownX * otherX + ownY * otherY) / lengths;
  // Where both lie in one direction it would be 0.
  return Math.max(0.5, Math.sqrt(Math.max(0, 2 - 2 * cos)));
}
