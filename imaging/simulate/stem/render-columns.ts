/** A spot in an image, in pixels; the centre of the first pixel is (0, 0). */
export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

/** Spots are left out beyond this many standard deviations. */
export const truncateSigmas = 4;

/**
 * The sum of Gaussian spots, [side × side]. With `rowShifts`, each line of the scan lies so many pixels farther right
 * than it should, as it is then scanned, so that what it shows comes out farther left.
 */
export function renderSpots(
  spots: readonly Spot[],
  side: number,
  sigma: number,
  rowShifts?: Float64Array,
): Float32Array {
  const image = new Float64Array(side * side);
  const reach = truncateSigmas * sigma;
  const scale = -0.5 / sigma ** 2;
  for (const { x: centreX, y: centreY, height } of spots) {
    const bottom = Math.min(side - 1, Math.floor(centreY + reach));
    for (let y = Math.max(0, Math.ceil(centreY - reach)); y <= bottom; y++) {
      const rowHeight = height * Math.exp(scale * (y - centreY) ** 2);
      const shifted = centreX - (rowShifts?.[y] ?? 0);
      const right = Math.min(side - 1, Math.floor(shifted + reach));
      for (let x = Math.max(0, Math.ceil(shifted - reach)); x <= right; x++) {
        image[y * side + x]! += rowHeight * Math.exp(scale * (x - shifted) ** 2);
      }
    }
  }
  return Float32Array.from(image);
}

/** 1 where the centre of a pixel is at most `radius` pixels from a spot, else 0. */
export function renderDiscs(spots: readonly Spot[], side: number, radius: number): Uint8Array {
  const mask = new Uint8Array(side * side);
  for (const { x: centreX, y: centreY } of spots) {
    const bottom = Math.min(side - 1, Math.floor(centreY + radius));
    for (let y = Math.max(0, Math.ceil(centreY - radius)); y <= bottom; y++) {
      const half = Math.sqrt(radius ** 2 - (y - centreY) ** 2);
      const left = Math.max(0, Math.ceil(centreX - half));
      const right = Math.min(side - 1, Math.floor(centreX + half));
      if (left <= right) mask.fill(1, y * side + left, y * side + right + 1);
    }
  }
  return mask;
}
