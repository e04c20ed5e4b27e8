import test from 'ava';
import fc from 'fast-check';
import { meanAndStd } from './mean-and-std.js';

test('whole numbers give the mean and deviation that exact sums do', (t) => {
  const images = fc.uint16Array({ minLength: 1, maxLength: 9000 });
  fc.assert(
    fc.property(images, (pixels) => {
      let [sum, squares] = [0n, 0n];
      for (const pixel of pixels) {
        sum += BigInt(pixel);
        squares += BigInt(pixel) ** 2n;
      }
      const count = BigInt(pixels.length);
      const { mean, std } = meanAndStd(pixels);
      const expectedStd = Math.sqrt(Number(count * squares - sum * sum)) / pixels.length;
      t.true(Math.abs(mean - Number(sum) / pixels.length) <= 1e-12 * mean);
      t.true(Math.abs(std - expectedStd) <= 1e-9 * expectedStd);
    }),
    { numRuns: 30 },
  );
});

test('a small deviation on a large mean is kept', (t) => {
  const pixels = Float32Array.from({ length: 100_000 }, (_, i) => 8_000_000 + (i % 2));
  const { mean, std } = meanAndStd(pixels);
  t.is(mean, 8_000_000.5);
  t.true(Math.abs(std - 0.5) < 1e-9);
});

test('equal pixels have no deviation at all, whatever their value', (t) => {
  for (const value of [0.1, 1e-30, 3.3e7, 1e30]) {
    const pixels = new Float32Array(50_000).fill(value);
    t.deepEqual(meanAndStd(pixels), { mean: Math.fround(value), std: 0 });
  }
});
