import test from 'ava';
import { randomAt } from '../../random/random.js';
import { type NanoparticleSettings, simulateNanoparticles } from './nanoparticles.js';
import { poisson } from './poisson.js';

const settings: NanoparticleSettings = {
  count: 3,
  size: 64,
  seed: 1,
  particles: [3, 5],
  radius: [5, 12],
  shape: 'mixed',
  contrast: 'bright',
  signal: 0.5,
  grain: { amplitude: 0.05, length: 1.5 },
  dose: 100,
};

test('an image depends on the settings and its number, not on what was made before or how many there are', async (t) => {
  const source = simulateNanoparticles(settings);
  const again = simulateNanoparticles({ ...settings, count: 5 });
  t.deepEqual(await again.image(2), await source.image(2));
  t.deepEqual(await again.masks!.mask(2), await source.masks!.mask(2));
  t.notDeepEqual(await source.image(1), await source.image(2));
  t.notDeepEqual(await simulateNanoparticles({ ...settings, seed: 2 }).image(2), await source.image(2));
});

const meanWhere = (image: ArrayLike<number>, mask: Uint8Array, value: number) => {
  const chosen = Array.from(image).filter((_, i) => mask[i] === value);
  return chosen.reduce((a, b) => a + b, 0) / chosen.length;
};

test('particles are brighter than the support, or darker where asked for', async (t) => {
  for (const shape of ['round', 'faceted', 'mixed'] as const) {
    const bright = simulateNanoparticles({ ...settings, shape });
    const dark = simulateNanoparticles({ ...settings, shape, contrast: 'dark' });
    const mask = await bright.masks!.mask(0);
    t.deepEqual(await dark.masks!.mask(0), mask);
    const support = meanWhere((await bright.image(0)).pixels, mask, 0);
    t.true(Math.abs(support - 110) < 1);
    t.true(meanWhere((await bright.image(0)).pixels, mask, 1) > 1.2 * support);
    t.true(meanWhere((await dark.image(0)).pixels, mask, 1) < 0.8 * support);
  }
});

test('without noise the image shows exactly the pixels of the mask', async (t) => {
  const quiet = { ...settings, grain: { amplitude: 0, length: 1 }, dose: 1e9 };
  const source = simulateNanoparticles(quiet);
  for (const index of [0, 1, 2]) {
    const { pixels: image } = await source.image(index);
    t.deepEqual(
      await source.masks!.mask(index),
      Uint8Array.from(image, (value) => Number(value > 110)),
    );
  }
});

test('no particles, no mask', async (t) => {
  const mask = await simulateNanoparticles({ ...settings, particles: [0, 0] }).masks!.mask(0);
  t.false(mask.includes(1));
});

test('counts have the mean and the variance of a Poisson distribution', (t) => {
  for (const mean of [0.3, 5, 50, 200]) {
    const random = randomAt({ stream: 'test/poisson', seed: 1 });
    const counts = Array.from({ length: 20_000 }, () => poisson(mean, random));
    const average = counts.reduce((a, b) => a + b) / counts.length;
    const variance = counts.reduce((sum, count) => sum + (count - average) ** 2, 0) / counts.length;
    t.true(counts.every((count) => Number.isInteger(count) && count >= 0));
    t.true(Math.abs(average / mean - 1) < 0.03);
    t.true(Math.abs(variance / mean - 1) < 0.05);
  }
  t.is(poisson(0, randomAt({ stream: 'test/poisson', seed: 1 })), 0);
});
