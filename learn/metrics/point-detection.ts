import type { Overlap } from './overlap.js';

type Point = readonly [x: number, y: number];

/**
 * The points that a heat map [height × width] shows: its local maxima above `threshold`, in pixels from the centre of
 * the first one. A pixel is a maximum where none of its eight neighbours is higher; of equal neighbours the first in
 * reading order counts. Along each axis the place is refined to the vertex of the parabola through the pixel and its
 * two neighbours, except at the border.
 */
export function localMaxima(heat: Float32Array, height: number, width: number, threshold: number): Point[] {
  const points: Point[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      if (!(heat[at]! > threshold) || !isMaximum(heat, height, width, x, y)) continue;
      const dx = x > 0 && x < width - 1 ? vertex(heat[at - 1]!, heat[at]!, heat[at + 1]!) : 0;
      const dy = y > 0 && y < height - 1 ? vertex(heat[at - width]!, heat[at]!, heat[at + width]!) : 0;
      points.push([x + dx, y + dy]);
    }
  }
  return points;
}

function isMaximum(heat: Float32Array, height: number, width: number, x: number, y: number): boolean {
  const at = y * width + x;
  for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
    for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
      const other = row * width + column;
      if (other < at ? heat[other]! >= heat[at]! : heat[other]! > heat[at]!) return false;
    }
  }
  return true;
}

/** Where the parabola through (−1, before), (0, top), (1, after) is highest; `top` is not below the others. */
function vertex(before: number, top: number, after: number): number {
  const curvature = before - 2 * top + after;
  return curvature < 0 ? (before - after) / (2 * curvature) : 0;
}

/**
 * Pairs predicted with true points that lie at most `tolerance` pixels apart, each used once: greedily, the nearest
 * pair first. `both` is the number of pairs.
 */
export function matchPoints(
  predicted: readonly Point[],
  truth: readonly Point[],
  tolerance: number,
): Overlap {
  const pairs: { first: number; second: number; distance: number }[] = [];
  for (const [first, [x, y]] of predicted.entries()) {
    for (const [second, [trueX, trueY]] of truth.entries()) {
      const distance = Math.hypot(x - trueX, y - trueY);
      if (distance <= tolerance) pairs.push({ first, second, distance });
    }
  }
  pairs.sort((a, b) => a.distance - b.distance);
  const usedPredictions = new Set<number>();
  const usedTruths = new Set<number>();
  for (const { first, second } of pairs) {
    if (usedPredictions.has(first) || usedTruths.has(second)) continue;
    usedPredictions.add(first);
    usedTruths.add(second);
  }
  return { both: usedTruths.size, predicted: predicted.length, labelled: truth.length };
}
