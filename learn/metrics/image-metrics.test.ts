import test from 'ava';
import type { Task } from '../tasks/task-schema.js';
import { meter } from './meter.js';
import { structuralSimilarity } from './ssim.js';

const task: Task = {
  target: { kind: 'image' },
  losses: [{ kind: 'l1' }],
  metrics: ['l1', 'mse', 'psnr', 'ssim'],
  monitor: { metric: 'l1', mode: 'min' },
};

/** Two similar images with values in [0, 1]: a formula, so that other programs can be asked about them. */
function pair(side: number) {
  const at = (value: (row: number, column: number) => number) =>
    Float32Array.from({ length: side * side }, (_, i) => value(Math.floor(i / side), i % side));
  const a = (i: number, j: number) => ((7 * i + 13 * j) % 32) / 31;
  const shift = (i: number, j: number) => (((5 * i + 3 * j) % 11) - 5) / 50;
  return { truth: at(a), prediction: at((i, j) => Math.min(1, Math.max(0, a(i, j) + shift(i, j)))) };
}

const prediction = (data: Float32Array, side: number) => ({ height: side, width: side, channels: 1, data });

/** By scikit-image 0.26; SSIM with gaussian_weights, sigma 1.5, population covariances and data_range 1. */
const golden = [
  {
    side: 16,
    l1: 0.05119707661290323,
    mse: 0.003663870642559833,
    psnr: 24.360598680320756,
    ssim: 0.9787838303407541,
  },
  {
    side: 24,
    l1: 0.05158602150537635,
    mse: 0.0037121531390912244,
    psnr: 24.30374115941744,
    ssim: 0.9788176502336478,
  },
  {
    side: 32,
    l1: 0.051533518145161286,
    mse: 0.0037014072255463055,
    psnr: 24.316331315818584,
    ssim: 0.978704904882837,
  },
];

for (const { side, ...expected } of golden) {
  test(`l1, mse, psnr and ssim of ${side} × ${side} pixels are those of scikit-image`, (t) => {
    const images = pair(side);
    const values = meter(task).add(prediction(images.prediction, side), { pixels: images.truth });
    for (const [name, value] of Object.entries(expected)) {
      t.true(Math.abs(values[name]! - value) < 1e-6, `${name}: ${values[name]}`);
    }
  });
}

test('the PSNR of equal images is Infinity, and left out of the mean', (t) => {
  const measured = meter({ ...task, metrics: ['psnr'] });
  const { prediction: first, truth } = pair(16);
  t.deepEqual(measured.add(prediction(truth, 16), { pixels: truth }), { psnr: Infinity });
  t.deepEqual(measured.total(), { values: { psnr: Infinity } });
  const own = measured.add(prediction(first, 16), { pixels: truth });
  t.deepEqual(measured.total().values, own);
});

test('psnr and ssim clip to [0, 1] what l1 and mse take as it is', (t) => {
  const truth = new Float32Array(144).fill(1);
  const values = meter(task).add(prediction(new Float32Array(144).fill(3), 12), { pixels: truth });
  t.deepEqual(values, { l1: 2, mse: 4, psnr: Infinity, ssim: 1 });
});

test('equal images have an SSIM of 1, opposite ones a negative one', (t) => {
  const image = Float32Array.from({ length: 169 }, (_, i) => i % 2);
  const opposite = image.map((value) => 1 - value);
  t.true(Math.abs(structuralSimilarity(image, image, 13, 13) - 1) < 1e-12);
  t.true(structuralSimilarity(image, opposite, 13, 13) < -0.9);
});

test('SSIM of an image smaller than its window is refused', (t) => {
  const image = new Float32Array(10 * 20);
  t.throws(() => structuralSimilarity(image, image, 10, 20), {
    message: /at least 11 × 11 pixels, not 20 × 10/,
  });
});
