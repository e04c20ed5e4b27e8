import { complexGrid, fourierTransform, frequencies } from './fourier.js';

/** Frequency, in cycles per pixel, of the strongest wave in a square image; none below `lowest`. */
export function strongestFrequency(image: ArrayLike<number>, side: number, lowest: number): number {
  // A Hann window keeps the power of a wave together that does not fit into the field a whole number of times.
  const window = Float64Array.from({ length: side }, (_, i) => Math.sin((Math.PI * (i + 0.5)) / side) ** 2);
  const average = mean(image);
  const windowed = Array.from(image, (value, at) => {
    return (value - average) * window[at % side]! * window[Math.floor(at / side)]!;
  });
  const grid = complexGrid(side, Float64Array.from(windowed));
  fourierTransform(grid);
  const along = frequencies(side);
  let best = 0;
  let strongest = 0;
  for (let at = 0; at < side ** 2; at++) {
    const frequency = Math.hypot(along[Math.floor(at / side)]!, along[at % side]!);
    const power = grid.real[at]! ** 2 + grid.imaginary[at]! ** 2;
    if (frequency < lowest || power <= strongest) continue;
    strongest = power;
    best = frequency;
  }
  return best;
}

export const mean = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

export const variance = (values: ArrayLike<number>) => {
  const average = mean(values);
  return mean(Array.from(values, (value) => (value - average) ** 2));
};

export const correlation = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  const [meanA, meanB] = [mean(a), mean(b)];
  const products = Array.from(a, (value, i) => (value - meanA) * (b[i]! - meanB));
  return mean(products) / Math.sqrt(variance(a) * variance(b));
};
