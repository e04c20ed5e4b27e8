import test from 'ava';
import { intensityStatistics } from './intensity-statistics.js';

test('mean and deviation are those of all pixels together', (t) => {
  const images = [Uint8Array.of(0, 0), Uint8Array.of(10, 20, 30)];
  const { minimum, maximum, mean, std } = intensityStatistics(() => images, 4);
  t.deepEqual([minimum, maximum, mean], [0, 30, 12]);
  t.is(std, Math.sqrt((2 * 12 ** 2 + 2 ** 2 + 8 ** 2 + 18 ** 2) / 5));
});

test('the histogram divides what is between minimum and maximum, both included', (t) => {
  const images = [Float32Array.of(-1, -0.75, 0, 0.25, 1)];
  t.like(
    intensityStatistics(() => images, 4),
    { histogram: [2, 0, 2, 1], partWidth: 0.5 },
  );
});

test('parts of whole numbers hold as many of them each, so that even intensities look even', (t) => {
  const images = [Uint8Array.from({ length: 100 }, (_, value) => value)];
  const { histogram, partWidth } = intensityStatistics(() => images, 48);
  t.is(partWidth, 3);
  t.deepEqual(histogram, [...Array.from({ length: 33 }, () => 3), 1]);
});

test('an image of one intensity is all in one part', (t) => {
  t.like(
    intensityStatistics(() => [Uint16Array.of(7, 7)], 3),
    { minimum: 7, maximum: 7, mean: 7, std: 0, histogram: [2] },
  );
  t.deepEqual(intensityStatistics(() => [Float32Array.of(7, 7)], 2).histogram, [2, 0]);
});
