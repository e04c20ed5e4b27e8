import type { ImagePoint } from '../image-set.js';

/** Beyond this many standard deviations a Gaussian counts as zero: it is below 4e-6 there. */
const truncateSigmas = 5;

/** How far from a point its Gaussian is drawn, in pixels. */
export const heatMapReach = (sigma: number) => truncateSigmas * sigma;

/**
 * Writes a Gaussian of height 1 at each point, [height × width]; where several overlap, the highest. Points may lie
 * outside: what reaches in is drawn.
 */
export function drawHeatMap(
  points: Iterable<ImagePoint>,
  sigma: number,
  { height, width }: { readonly height: number; readonly width: number },
  into: Float32Array,
): void {
  into.fill(0);
  const radius = heatMapReach(sigma);
  const near = (centre: number, length: number) => ({
    first: Math.max(0, Math.ceil(centre - radius)),
    last: Math.min(length - 1, Math.floor(centre + radius)),
  });
  const profile = (distance: number) => Math.exp(-0.5 * (distance / sigma) ** 2);
  for (const [pointX, pointY] of points) {
    const rows = near(pointY, height);
    const columns = near(pointX, width);
    for (let y = rows.first; y <= rows.last; y++) {
      const down = profile(y - pointY);
      for (let x = columns.first; x <= columns.last; x++) {
        const value = down * profile(x - pointX);
        if (value > into[y * width + x]!) into[y * width + x] = value;
      }
    }
  }
}
