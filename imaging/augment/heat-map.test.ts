import test from 'ava';
import { randomAt } from '../../random/random.js';
import type { ImagePoint, ImageSet } from '../image-set.js';
import { drawExample } from './draw-example.js';
import { drawHeatMap } from './heat-map.js';
import type { AugmentationPolicy } from './policy.js';

const gaussian = (distance: number, sigma: number) => Math.exp(-0.5 * (distance / sigma) ** 2);

test('a heat map has a Gaussian of height 1 at each point, and the higher one where two overlap', (t) => {
  const [height, width, sigma] = [9, 12, 1.5];
  const points: ImagePoint[] = [
    [3, 4],
    [5.25, 4.5],
    [13, -1],
  ];
  const map = new Float32Array(height * width).fill(7);
  drawHeatMap(points, sigma, { height, width }, map);
  t.is(map[4 * width + 3], 1);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const expected = Math.max(...points.map(([px, py]) => gaussian(Math.hypot(x - px, y - py), sigma)));
      t.true(Math.abs(map[y * width + x]! - expected) < 1e-5);
    }
  }
});

/** An image that is the heat map of its points, so that both must stay alike in every view. */
const [height, width, sigma] = [40, 48, 3];
const points: ImagePoint[] = [
  [8, 10],
  [30, 12.5],
  [20.25, 31],
  [1, 38],
  [46, 39],
];
const pixels = new Float32Array(height * width);
drawHeatMap(points, sigma, { height, width }, pixels);
const set: ImageSet = {
  count: 1,
  height,
  width,
  truths: { points: true },
  intensities: { normalization: 'unit', contrast: 'keep' },
  name: () => 'points',
  readImage: (_, into) => into.set(pixels),
  readMask: () => {},
  readTarget: () => {},
  points: () => points,
  label: () => 0,
};

function draw(policy: AugmentationPolicy, seed: number, crop: number | undefined, ofSigma = sigma) {
  const size = crop === undefined ? height * width : crop * crop;
  const [input, output] = [new Float32Array(size), new Float32Array(size)];
  const random = randomAt({ stream: 'test', seed });
  drawExample({
    set,
    index: 0,
    crop,
    policy,
    random,
    target: { kind: 'points', sigma: ofSigma },
    input,
    output,
  });
  return { input, output };
}

const largestDifference = (a: Float32Array, b: Float32Array) =>
  a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);

test('mirroring, turning and cropping move points as they move the image', (t) => {
  for (let seed = 0; seed < 40; seed++) {
    for (const crop of [undefined, 16, 40]) {
      const { input, output } = draw({ flip: true, rotate90: true }, seed, crop);
      t.true(largestDifference(input, output) < 1e-5);
    }
  }
});

test('zoom moves points as it moves the image, and leaves the Gaussians their width', (t) => {
  const policy: AugmentationPolicy = { flip: true, rotate90: true, scale: [2, 2] };
  for (let seed = 0; seed < 20; seed++) {
    // Where the image is twice as large, its spots are those of twice the width.
    const { input, output } = draw(policy, seed, 24, 2 * sigma);
    // Bilinear interpolation is off by up to a quarter of the curvature, 1 / sigma².
    t.true(largestDifference(input, output) < 0.03);
    t.notDeepEqual(draw(policy, seed, 24).output, output);
  }
});

test('where a zoomed image goes on as its mirror image, so do its points', (t) => {
  for (let seed = 0; seed < 20; seed++) {
    const { input, output } = draw({ flip: true, scale: [0.5, 0.5] }, seed, 40, sigma / 2);
    t.true(largestDifference(input, output) < 0.03);
    t.true(Math.max(...output) > 0.9);
  }
});
