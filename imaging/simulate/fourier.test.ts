import test from 'ava';
import { randomAt } from '../../random/random.js';
import { complexGrid, fourierTransform, frequencies, inverseFourierTransform } from './fourier.js';

const side = 16;
const random = randomAt({ stream: 'test/fourier', seed: 1 });
const noise = () => Float64Array.from({ length: side ** 2 }, () => random.normal());
const largestDifference = (a: Float64Array, b: Float64Array) =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));

test('the transform is the sum that defines it', (t) => {
  const [real, imaginary] = [noise(), noise()];
  const direct = complexGrid(side);
  for (let k = 0; k < side ** 2; k++) {
    for (let x = 0; x < side ** 2; x++) {
      const product = Math.floor(k / side) * Math.floor(x / side) + (k % side) * (x % side);
      const [cos, sin] = [
        Math.cos((-2 * Math.PI * product) / side),
        Math.sin((-2 * Math.PI * product) / side),
      ];
      direct.real[k]! += real[x]! * cos - imaginary[x]! * sin;
      direct.imaginary[k]! += real[x]! * sin + imaginary[x]! * cos;
    }
  }
  const grid = complexGrid(side, real.slice(), imaginary.slice());
  fourierTransform(grid);
  t.true(largestDifference(grid.real, direct.real) < 1e-10);
  t.true(largestDifference(grid.imaginary, direct.imaginary) < 1e-10);
});

test('the inverse gives back what was transformed', (t) => {
  const [real, imaginary] = [noise(), noise()];
  const grid = complexGrid(side, real.slice(), imaginary.slice());
  fourierTransform(grid);
  inverseFourierTransform(grid);
  t.true(largestDifference(grid.real, real) < 1e-12);
  t.true(largestDifference(grid.imaginary, imaginary) < 1e-12);
});

test('a wave has its frequency in the transform', (t) => {
  const wave = complexGrid(
    side,
    Float64Array.from({ length: side ** 2 }, (_, at) => Math.cos((2 * Math.PI * 3 * (at % side)) / side)),
  );
  fourierTransform(wave);
  const found = [...wave.real.entries()].filter(([, value]) => value > 1);
  t.deepEqual(
    found.map(([at]) => frequencies(side)[at]),
    [3 / side, -3 / side],
  );
});

test('a single pixel is its own transform; other sides than powers of two are refused', (t) => {
  const one = complexGrid(1, Float64Array.of(7));
  fourierTransform(one);
  t.is(one.real[0], 7);
  t.throws(() => complexGrid(12), { message: /12 is no power of two/ });
});
