import test from 'ava';
import type { ImagePoint } from '../image-set.js';
import { arraySet, largestDifference, partRandom } from './array-set.test-helper.js';
import { drawExample } from './draw-example.js';
import { drawHeatMap } from './heat-map.js';
import { pointsInView } from './points-in-view.js';
import type { AugmentationPolicy } from './policy.js';
import { drawView } from './view.js';

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
const set = arraySet({ height, width, image: pixels, points, truths: { points: true } });

function draw(policy: AugmentationPolicy, seed: number, crop: number | undefined, ofSigma = sigma) {
  const size = crop === undefined ? height * width : crop * crop;
  const [input, output] = [new Float32Array(size), new Float32Array(size)];
  drawExample({
    set,
    index: 0,
    crop,
    policy,
    random: partRandom(seed),
    target: { kind: 'points', sigma: ofSigma },
    input,
    output,
  });
  return { input, output };
}

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
    // Where a point and its mirror image meet there is a cusp, of which interpolation cuts off half a pixel's slope.
    t.true(largestDifference(input, output) < 0.12);
    t.true(Math.max(...output) > 0.9);
  }
});

test('points land where their pixels land, however the view is turned, zoomed and bent', (t) => {
  const policy: AugmentationPolicy = {
    flip: true,
    rotate90: true,
    rotate: { degrees: [-180, 180] },
    scale: [0.8, 1.5],
    elastic: { amplitude: [1, 2], sigma: [6, 8] },
  };
  let found = 0;
  for (let seed = 0; seed < 60; seed++) {
    const places = Float32Array.from({ length: height * width }, (_, i) => i % width);
    const rows = Float32Array.from({ length: height * width }, (_, i) => Math.floor(i / width));
    const shown = (image: Float32Array) => {
      const [input, output] = [new Float32Array(height * width), new Float32Array(height * width)];
      const request = { index: 0, crop: undefined, policy, random: partRandom(seed) };
      drawExample({
        ...request,
        set: arraySet({ height, width, image }),
        target: { kind: 'input' },
        input,
        output,
      });
      return input;
    };
    const view = drawView({ height, width }, undefined, policy, partRandom(seed));
    const landed = [...pointsInView(view, points, 0)];
    const [x, y] = [shown(places), shown(rows)];
    for (const [column, row] of landed) {
      const [left, top] = [Math.floor(column), Math.floor(row)];
      if (left >= width - 1 || top >= height - 1) continue;
      const between = (image: Float32Array) => {
        const [right, below] = [column - left, row - top];
        const at = top * width + left;
        const upper = image[at]! * (1 - right) + image[at + 1]! * right;
        const lower = image[at + width]! * (1 - right) + image[at + width + 1]! * right;
        return upper * (1 - below) + lower * below;
      };
      // What the image shows there is the column and row of one of the points.
      const [nearest] = points
        .map(([px, py]) => ({ px, py, off: Math.hypot(between(x) - px, between(y) - py) }))
        .sort((one, other) => one.off - other.off);
      const { px, py, off } = nearest!;
      // Within two pixels of the border, the mirror image of the columns comes in.
      if (Math.min(px, py, width - 1 - px, height - 1 - py) < 2) continue;
      t.true(off < 0.05, `${off} px`);
      found += 1;
    }
  }
  t.true(found > 150, `${found}`);
});
