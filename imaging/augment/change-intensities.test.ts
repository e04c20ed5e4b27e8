import test from 'ava';
import type { ImageLevels } from '../image-set.js';
import { largestDifference, partRandom, smoothImage } from './array-set.test-helper.js';
import { changeIntensities } from './change-intensities.js';
import type { IntensityParts } from './policy.js';

const size = { height: 200, width: 200 };
const image = smoothImage(200, 200, 40);
const unit: ImageLevels = { zero: 0, mean: 0.5 };

function changed(policy: IntensityParts, from = image, levels = unit, seed = 1): Float32Array {
  const copy = from.slice();
  changeIntensities(copy, size, policy, levels, partRandom(seed));
  return copy;
}

const flat = (value: number) => new Float32Array(size.height * size.width).fill(value);
const meanOf = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
const varianceOf = (values: ArrayLike<number>) => {
  const mean = meanOf(values);
  return meanOf(Array.from(values, (value) => (value - mean) ** 2));
};

/** The same images as other normalisations have them. */
const readings = [
  { name: 'symmetric', scale: 2, offset: -1 },
  { name: 'zscore', scale: 4, offset: -2 },
  { name: 'inverted', scale: -1, offset: 1 },
];

const always: readonly IntensityParts[] = [
  { contrast: { factor: [0.5, 0.5] } },
  { blur: { sigma: [1.5, 1.5] } },
  { poisson: { dose: [20, 20] } },
  { speckle: { sigma: [0.2, 0.2] } },
];
for (const policy of always) {
  const [part] = Object.keys(policy);
  test(`${part} does the same to an image, however it is normalised`, (t) => {
    const reference = changed(policy);
    t.true(largestDifference(reference, image) > 0.01);
    for (const { name, scale, offset } of readings) {
      const read = (values: Float32Array) => values.map((value) => value * scale + offset);
      const result = changed(policy, read(image), { zero: offset, mean: 0.5 * scale + offset });
      const expected = read(reference);
      // A count is a whole number: rounding may make it another one, once in a great while.
      const different = result.filter((value, i) => Math.abs(value - expected[i]!) > 1e-5);
      t.true(different.length <= (part === 'poisson' ? 2 : 0), `${name}: ${different.length}`);
    }
  });
}

test('gamma does the same to an image, however it is stretched, and keeps its range', (t) => {
  const policy = { gamma: { exponent: [2, 2] } } as const;
  const [low, high] = [Math.min(...image), Math.max(...image)];
  const expected = image.map((value) => low + (high - low) * ((value - low) / (high - low)) ** 2);
  t.true(largestDifference(changed(policy), expected) < 1e-6);
  const stretched = changed(
    policy,
    image.map((value) => 30_000 * value - 7),
  );
  t.true(
    largestDifference(
      stretched,
      expected.map((value) => 30_000 * value - 7),
    ) < 0.05,
  );
  t.deepEqual(changed(policy, flat(3)), flat(3));
});

test('exponents of gamma and doses are as often below the geometric middle as above', (t) => {
  const exponents = Array.from({ length: 400 }, (_, seed) => {
    const [middle] = changed(
      { gamma: { exponent: [0.25, 4] } },
      Float32Array.of(0, 0.5, 1),
      unit,
      seed,
    ).slice(1);
    return Math.log(middle!) / Math.log(0.5);
  });
  t.true(exponents.every((exponent) => exponent > 0.24 && exponent < 4.01));
  const below = exponents.filter((exponent) => exponent < 1).length;
  t.true(below > 160 && below < 240, `${below}`);
});

test('contrast stretches about the mean, brightness adds', (t) => {
  const mean = meanOf(image);
  const stretched = changed({ contrast: { factor: [2, 2] } });
  t.true(
    largestDifference(
      stretched,
      image.map((value) => mean + 2 * (value - mean)),
    ) < 1e-6,
  );
  const added = changed({ brightness: { offset: [0.3, 0.3] } });
  t.true(
    largestDifference(
      added,
      image.map((value) => value + 0.3),
    ) < 1e-6,
  );
});

for (const dose of [0.5, 4, 50, 500]) {
  test(`counting ${dose} electrons per pixel keeps the mean, and the variance is as large as the count`, (t) => {
    // Half as bright as the mean of the image, so that a pixel gets half the dose.
    const counts = changed({ poisson: { dose: [dose, dose] } }, flat(0.25)).map(
      (value) => (value / 0.5) * dose,
    );
    const expected = dose / 2;
    const error = Math.sqrt(expected / counts.length);
    t.true(Math.abs(meanOf(counts) - expected) < 4 * error, `${meanOf(counts)}`);
    t.true(Math.abs(varianceOf(counts) / expected - 1) < 0.05, `${varianceOf(counts)}`);
    t.true(counts.every((count) => Math.abs(count - Math.round(count)) < 1e-3 * Math.max(1, count)));
  });
}

test('where there is no intensity no electron is counted, also below zero and in a black image', (t) => {
  t.deepEqual(changed({ poisson: { dose: [10, 10] } }, flat(-0.2)), flat(0));
  t.deepEqual(changed({ poisson: { dose: [10, 10] } }, flat(0), { zero: 0, mean: 0 }), flat(0));
});

test('speckle grows with the intensity, noise does not', (t) => {
  for (const level of [0.2, 0.8]) {
    const speckled = changed({ speckle: { sigma: [0.1, 0.1] } }, flat(level));
    t.true(Math.abs(Math.sqrt(varianceOf(speckled)) / (0.1 * level) - 1) < 0.02);
    t.true(Math.abs(meanOf(speckled) - level) < 0.001);
    const noisy = changed({ noise: { sigma: [0.1, 0.1] } }, flat(level));
    t.true(Math.abs(Math.sqrt(varianceOf(noisy)) / 0.1 - 1) < 0.02);
    t.true(Math.abs(meanOf(noisy) - level) < 0.002);
  }
});
