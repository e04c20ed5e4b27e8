import type { Random } from '../../random/random.js';

/**
 * A smooth random field from 0 to 1, row-major [height × width], which changes over about `scale` pixels: a uniform
 * cubic B-spline through random heights on a grid of that spacing, stretched so that it reaches 0 and 1.
 */
export function smoothField(height: number, width: number, scale: number, random: Random): Float32Array {
  const columns = Math.ceil(width / scale) + 3;
  const rows = Math.ceil(height / scale) + 3;
  const heights = Float64Array.from({ length: rows * columns }, () => random.uniform());
  const field = new Float32Array(height * width);
  const across = splineTaps(width, scale);
  const down = splineTaps(height, scale);
  for (let y = 0, at = 0; y < height; y++) {
    const row = down[y]!;
    for (let x = 0; x < width; x++, at++) {
      const column = across[x]!;
      let sum = 0;
      for (let i = 0; i < 4; i++) {
        const start = (row.first + i) * columns + column.first;
        let line = 0;
        for (let k = 0; k < 4; k++) line += column.weights[k]! * heights[start + k]!;
        sum += row.weights[i]! * line;
      }
      field[at] = sum;
    }
  }
  return stretched(field);
}

/** For each pixel of a line, the first of the four grid points that it is made of, and their weights. */
function splineTaps(length: number, scale: number): { first: number; weights: readonly number[] }[] {
  return Array.from({ length }, (_, pixel) => {
    const place = pixel / scale;
    const first = Math.floor(place);
    const t = place - first;
    const weights = [
      (1 - t) ** 3 / 6,
      (3 * t ** 3 - 6 * t ** 2 + 4) / 6,
      (-3 * t ** 3 + 3 * t ** 2 + 3 * t + 1) / 6,
      t ** 3 / 6,
    ];
    return { first, weights };
  });
}

function stretched(field: Float32Array): Float32Array {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (const value of field) {
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  }
  const range = highest - lowest;
  return field.map((value) => (range > 0 ? (value - lowest) / range : 0));
}
