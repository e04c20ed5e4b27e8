import test from 'ava';
import fc from 'fast-check';
import type { Pixels } from '../formats/npy.js';
import { removeOutliers } from './outliers.js';

const size = { height: 3, width: 4 };

test('the brightest outlier becomes the mean of its neighbours first, which the next one then has beside it', (t) => {
  const pixels = Float32Array.of(1, 1, 1, 1, 1, 1000, 500, 1, 1, 1, 1, 1);
  t.is(removeOutliers(pixels, size, { threshold: 100, repeats: 0 }), 2);
  const first = (7 + 500) / 8;
  t.deepEqual([...pixels], [1, 1, 1, 1, 1, first, (7 + first) / 8, 1, 1, 1, 1, 1].map(Math.fround));
});

test('an outlier at the border becomes the mean of the image, and negative pixels become 0', (t) => {
  const pixels = Float32Array.of(-8, 0, 0, 1200, 0, 0, 0, 0, 0, 0, 0, 0);
  t.is(removeOutliers(pixels, size, { threshold: 100, repeats: 0 }), 1);
  t.deepEqual([...pixels], [0, 0, 0, 100, 0, 0, 0, 0, 0, 0, 0, 0]);
});

test('zeros with a sign are zeros', (t) => {
  const pixels = Float32Array.of(-0, -0, -0, -0, -0, 900, -0, 5, 5, 5, 5, 5);
  t.is(removeOutliers(pixels, size, { threshold: 890, repeats: 0 }), 1);
});

test('what is left of outliers is looked for again as often as is said', (t) => {
  const bright = () => Float32Array.of(0, 0, 0, 0, 0, 900, 900, 0, 0, 0, 0, 0);
  const after = (repeats: number) => {
    const pixels = bright();
    removeOutliers(pixels, size, { threshold: 100, repeats });
    return [...pixels];
  };
  t.true(after(0).some((value) => value > 100));
  t.true(after(1).every((value) => value < 100));
});

test('whole numbers are rounded, and an image without outliers stays as it is', (t) => {
  const pixels = Uint16Array.of(1, 2, 3, 4, 5, 6000, 7, 8, 9, 10, 11, 12);
  t.is(removeOutliers(pixels, size, { threshold: 100, repeats: 1 }), 1);
  t.is(pixels[5], Math.round((1 + 2 + 3 + 5 + 7 + 9 + 10 + 11) / 8));
  const same = Uint16Array.from(pixels);
  t.is(removeOutliers(same, size, { threshold: 100, repeats: 1 }), 0);
  t.deepEqual(same, pixels);
});

test('which pixels are outliers goes by the median, of even numbers of pixels the mean of the two in the middle', (t) => {
  const median = (values: readonly number[]) => {
    const sorted = [...values].sort((a, b) => a - b);
    const half = sorted.length / 2;
    return (sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2;
  };
  const check = (pixels: Pixels) => {
    const limit = median([...pixels]) + 5;
    const expected = [...pixels].filter((value) => value > limit).length;
    t.is(removeOutliers(pixels, { height: 1, width: pixels.length }, { threshold: 5, repeats: 0 }), expected);
  };
  const values = { minLength: 1, maxLength: 40 };
  fc.assert(fc.property(fc.uint16Array({ ...values, max: 30 }), check), { seed: 1 });
  fc.assert(fc.property(fc.uint8Array({ ...values, max: 30 }), check), { seed: 1 });
  fc.assert(fc.property(fc.float32Array({ ...values, min: 0, max: 1e5, noNaN: true }), check), { seed: 1 });
});
