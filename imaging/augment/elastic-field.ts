import type { Random } from '../../random/random.js';

/** Shifts of the pixels of a view, in pixels. */
export interface DisplacementField {
  /** Writes the shift of each pixel, row by row. */
  fill(columns: Float32Array, rows: Float32Array): void;
  /** The shift at any place; beyond the view that of its nearest edge. */
  at(x: number, y: number): readonly [x: number, y: number];
}

/** Integral of the squared cubic B-spline: the variance of white noise at whole numbers after smoothing by it. */
const splineEnergy = 151 / 315;

/** Cubic B-splines this many standard deviations of a Gaussian apart are as wide as that Gaussian. */
const splinesApart = Math.sqrt(3);

/**
 * White noise smoothed by a Gaussian of standard deviation `sigma` and scaled to a standard deviation of `amplitude`
 * (Simard, Steinkraus & Platt, ICDAR 2003), with the Gaussian as a cubic B-spline of the same variance: the field is
 * then given by independent numbers on a grid √3 `sigma` apart (as free-form deformations are, Rueckert et al. 1999),
 * costs the same for every `sigma`, and is known between pixels. Its strength varies by 4 % from knots to middles.
 * With an amplitude of at most a third of `sigma` it does not fold but for one place in thousands.
 */
export function elasticField(
  { height, width }: { readonly height: number; readonly width: number },
  { amplitude, sigma }: { readonly amplitude: number; readonly sigma: number },
  random: Random,
): DisplacementField {
  const spacing = splinesApart * sigma;
  const across = knotsFor(width, spacing);
  const down = knotsFor(height, spacing);
  const knots = () =>
    Float32Array.from({ length: across * down }, () => (amplitude / splineEnergy) * random.normal());
  const [knotsX, knotsY] = [knots(), knots()];

  const valueAt = (values: Float32Array, x: Place, y: Place) => {
    let sum = 0;
    for (let j = 0; j < 4; j++) {
      const start = (y.first + j) * across + x.first;
      let line = 0;
      for (let i = 0; i < 4; i++) line += x.weights[i]! * values[start + i]!;
      sum += y.weights[j]! * line;
    }
    return sum;
  };
  return {
    fill(columns, rows) {
      const xs = Array.from({ length: width }, (_, x) => placeOf(x, spacing));
      const ys = Array.from({ length: height }, (_, y) => placeOf(y, spacing));
      for (const [values, into] of [
        [knotsX, columns],
        [knotsY, rows],
      ] as const) {
        fillField(values, across, down, xs, ys, into);
      }
    },
    at(x, y) {
      const column = placeOf(Math.min(Math.max(x, 0), width - 1), spacing);
      const row = placeOf(Math.min(Math.max(y, 0), height - 1), spacing);
      return [valueAt(knotsX, column, row), valueAt(knotsY, column, row)];
    },
  };
}

/** The four knots that a place depends on. */
interface Place {
  readonly first: number;
  readonly weights: readonly number[];
}

function knotsFor(length: number, spacing: number): number {
  return Math.floor((length - 1) / spacing) + 4;
}

function placeOf(position: number, spacing: number): Place {
  const first = Math.floor(position / spacing);
  const t = position / spacing - first;
  const s = 1 - t;
  const weights = [s ** 3, 3 * t ** 3 - 6 * t ** 2 + 4, 3 * s ** 3 - 6 * s ** 2 + 4, t ** 3];
  return { first, weights: weights.map((weight) => weight / 6) };
}

/** Row by row of knots first, then between these rows. */
function fillField(
  values: Float32Array,
  across: number,
  down: number,
  xs: readonly Place[],
  ys: readonly Place[],
  into: Float32Array,
): void {
  const width = xs.length;
  const lines = new Float32Array(down * width);
  for (let row = 0; row < down; row++) {
    for (let x = 0; x < width; x++) {
      const { first, weights } = xs[x]!;
      const at = row * across + first;
      lines[row * width + x] =
        weights[0]! * values[at]! +
        weights[1]! * values[at + 1]! +
        weights[2]! * values[at + 2]! +
        weights[3]! * values[at + 3]!;
    }
  }
  for (const [y, { first, weights }] of ys.entries()) {
    const [w0, w1, w2, w3] = weights as [number, number, number, number];
    const start = first * width;
    for (let x = 0, at = y * width; x < width; x++, at++) {
      into[at] =
        w0 * lines[start + x]! +
        w1 * lines[start + width + x]! +
        w2 * lines[start + 2 * width + x]! +
        w3 * lines[start + 3 * width + x]!;
    }
  }
}
