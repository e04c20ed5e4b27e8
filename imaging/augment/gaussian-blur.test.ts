import test from 'ava';
import { gaussianBlur } from './gaussian-blur.js';

test('a point becomes a Gaussian of unit sum', (t) => {
  const image = new Float32Array(41 * 41);
  image[20 * 41 + 20] = 1;
  gaussianBlur(image, 41, 41, 2);
  const sum = image.reduce((a, b) => a + b);
  t.true(Math.abs(sum - 1) < 1e-5);
  t.true(Math.abs(image[20 * 41 + 20]! - 1 / (2 * Math.PI * 4)) < 1e-4);
  t.true(Math.abs(image[20 * 41 + 23]! / image[20 * 41 + 20]! - Math.exp(-9 / 8)) < 1e-5);
  t.is(image[17 * 41 + 22], image[22 * 41 + 17]);
});

test('a flat image stays flat up to its border, however wide the Gaussian', (t) => {
  const image = new Float32Array(3 * 5).fill(0.25);
  gaussianBlur(image, 3, 5, 6);
  t.true(image.every((value) => Math.abs(value - 0.25) < 1e-6));
});

test('the border is mirrored with its edge pixel', (t) => {
  const image = Float32Array.of(1, 0, 0, 0, 0, 0, 0, 0);
  gaussianBlur(image, 1, 8, 1);
  const taps = [0, 1, 2, 3, 4].map((i) => Math.exp(-(i ** 2) / 2));
  const sum = taps[0]! + 2 * taps.slice(1).reduce((a, b) => a + b);
  t.true(Math.abs(image[0]! - (taps[0]! + taps[1]!) / sum) < 1e-6);
  t.true(Math.abs(image[3]! - (taps[3]! + taps[4]!) / sum) < 1e-6);
});

test('a deviation of nothing changes nothing', (t) => {
  const image = Float32Array.of(1, 2, 3, 4);
  gaussianBlur(image, 2, 2, 0.1);
  t.deepEqual(image, Float32Array.of(1, 2, 3, 4));
});
