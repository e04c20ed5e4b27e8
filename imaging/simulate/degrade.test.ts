import test from 'ava';
import { randomAt } from '../../random/random.js';
import { digestOfPixels } from '../image-digest.js';
import type { ImageSource } from '../image-source.js';
import { type Degradation, degraded } from './degrade.js';
import { lowerResolution } from './low-resolution.js';
import { smoothField } from './smooth-field.js';

const side = 64;
/** Two images of one grey value each. */
const flat: ImageSource = {
  names: ['dark', 'bright'],
  height: side,
  width: side,
  dtype: 'uint8',
  origin: () => ({}),
  image: async (index) => ({ pixels: new Uint8Array(side * side).fill(index === 0 ? 0 : 204) }),
};

const poor = async (degradation: Partial<Degradation>, index = 1, source = flat, place = index) =>
  Array.from((await degraded(source, { seed: 1, ...degradation }, () => place).image(index)).pixels);
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const variance = (values: readonly number[]) => mean(values.map((value) => (value - mean(values)) ** 2));

test('the clean image is the target, as it was stored, and all else that is known stays', async (t) => {
  const labels = { names: ['a', 'b'], label: () => 1 };
  const source = degraded({ ...flat, labels }, { seed: 1, dose: 10 }, (index) => index);
  t.is(source.dtype, 'float32');
  t.is(source.targets!.dtype, 'uint8');
  t.deepEqual(await source.targets!.target(1), (await flat.image(1)).pixels);
  t.is(source.labels, labels);
});

test('an image is told from others by the clean pixels, whatever the noise', async (t) => {
  const digest = async (seed: number, index: number) =>
    (await degraded(flat, { seed, gaussian: 0.1 }, () => index).image(index)).digest;
  t.is(await digest(1, 1), digestOfPixels((await flat.image(1)).pixels, flat));
  t.is(await digest(2, 1), await digest(1, 1));
  t.not(await digest(1, 0), await digest(1, 1));
  const named = {
    ...flat,
    image: async (index: number) => ({ ...(await flat.image(index)), digest: 'known' }),
  };
  t.is((await degraded(named, { seed: 1, dose: 10 }, () => 0).image(0)).digest, 'known');
});

test('noise has the mean and the variance that its settings say, and is not clipped', async (t) => {
  const counted = await poor({ dose: 50 });
  t.true(Math.abs(mean(counted) - 0.8) < 0.01);
  t.true(Math.abs(variance(counted) / (0.8 / 50) - 1) < 0.1);
  t.true(counted.every((value) => Math.abs(value * 50 - Math.round(value * 50)) < 1e-4));
  for (const [index, level] of [
    [0, 0],
    [1, 0.8],
  ] as const) {
    const noisy = await poor({ gaussian: 0.3 }, index);
    t.true(Math.abs(mean(noisy) - level) < 0.02);
    t.true(Math.abs(Math.sqrt(variance(noisy)) / 0.3 - 1) < 0.05);
  }
});

test('a background is smooth, added, and reaches from 0 to its amplitude', async (t) => {
  const image = await poor({ background: { amplitude: 0.5, scale: 16 } });
  const range = [Math.min(...image), Math.max(...image)].map((value) => Number(value.toFixed(5)));
  t.deepEqual(range, [0.8, 1.3]);
  const steps = image.flatMap((value, at) => (at % side === 0 ? [] : Math.abs(value - image[at - 1]!)));
  t.true(Math.max(...steps) < 0.5 / 4);
});

test('a smooth field changes over its scale, whatever the size of the image', (t) => {
  const random = () => randomAt({ stream: 'test/field', seed: 1 });
  const field = smoothField(40, 90, 10, random());
  t.is(field.length, 40 * 90);
  const at = (distance: number) => {
    const pairs = Array.from({ length: 40 * (90 - distance) }, (_, i) => {
      const place = Math.floor(i / (90 - distance)) * 90 + (i % (90 - distance));
      return [field[place]! - mean([...field]), field[place + distance]! - mean([...field])] as const;
    }).filter((_, i) => i % 17 === 0);
    return mean(pairs.map(([a, b]) => a * b)) / variance([...field]);
  };
  t.true(at(2) > 0.85);
  t.true(Math.abs(at(50)) < 0.5);
  t.deepEqual([...smoothField(1, 1, 10, random())], [0]);
});

test('a lower resolution keeps size and mean, flat images, and a ramp between the outer boxes', (t) => {
  const ramp = Float32Array.from({ length: 8 }, (_, i) => i);
  t.deepEqual([...lowerResolution(ramp, 1, 8, 2)], [0.5, 1, 2, 3, 4, 5, 6, 6.5]);
  // The last box has one pixel.
  t.deepEqual([...lowerResolution(Float32Array.of(0, 2, 7), 1, 3, 2)], [1, 2.5, 5.5]);
  t.deepEqual([...lowerResolution(Float32Array.of(0, 2, 4, 6), 2, 2, 2)], [3, 3, 3, 3]);
  t.deepEqual([...lowerResolution(Float32Array.of(5, 5, 5), 3, 1, 64)], [5, 5, 5]);
});

test('the settings are applied in their order: what comes before the counting is counted', async (t) => {
  const image = await poor({ background: { amplitude: 0.5, scale: 16 }, dose: 10, gaussian: 0.001 });
  t.true(image.every((value) => Math.abs(value * 10 - Math.round(value * 10)) < 0.06));
});

test('what is drawn depends on the seed and the place of the image, and not on the other settings', async (t) => {
  const noise = async (degradation: Partial<Degradation>, place: number) => {
    const values = await poor({ gaussian: 0.1, ...degradation }, 1, flat, place);
    return values.map((value) => Math.round((value - 0.8) * 1e5));
  };
  t.deepEqual(await noise({}, 3), await noise({}, 3));
  t.notDeepEqual(await noise({}, 3), await noise({}, 4));
  t.notDeepEqual(await noise({ seed: 2 }, 3), await noise({}, 3));
  t.deepEqual(await noise({ blur: 1 }, 3), await noise({}, 3));
});
