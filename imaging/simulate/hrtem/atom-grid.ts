/**
 * How many atoms there are around each point of a periodic [side × side] grid, row-major. An atom is spread over 4 × 4
 * points by a cubic B-spline, so that it may lie between them; `spreading` says what that does to the transform
 * (as in smooth particle-mesh Ewald summation, Essmann et al., Journal of Chemical Physics 103, 8577, 1995).
 */
export class AtomGrid {
  readonly counts: Float64Array;
  readonly #side: number;
  readonly #across = new Float64Array(4);
  readonly #down = new Float64Array(4);

  /** `side` is a power of two. */
  constructor(side: number) {
    this.#side = side;
    this.counts = new Float64Array(side * side);
  }

  /** At a place in pixels; the centre of the first one is (0, 0). */
  add(x: number, y: number): void {
    const side = this.#side;
    const left = Math.floor(x);
    const top = Math.floor(y);
    splineWeights(x - left, this.#across);
    splineWeights(y - top, this.#down);
    // Masking wraps around, as the side is a power of two.
    const wrap = side - 1;
    for (let row = 0; row < 4; row++) {
      const start = ((top + row - 1) & wrap) * side;
      const weight = this.#down[row]!;
      for (let column = 0; column < 4; column++) {
        this.counts[start + ((left + column - 1) & wrap)]! += weight * this.#across[column]!;
      }
    }
  }
}

/** By what the transform of the counts is lower at `frequency` cycles per pixel along one side: sinc⁴. */
export function spreading(frequency: number): number {
  const angle = Math.PI * frequency;
  return angle === 0 ? 1 : (Math.sin(angle) / angle) ** 4;
}

/** Of the four points around a place that lies `t` beyond the second of them. Called for each of many atoms. */
function splineWeights(t: number, into: Float64Array): void {
  const left = 1 - t;
  into[0] = (left * left * left) / 6;
  into[1] = 2 / 3 - t * t * (1 - t / 2);
  into[2] = 2 / 3 - left * left * (1 - left / 2);
  into[3] = (t * t * t) / 6;
}
