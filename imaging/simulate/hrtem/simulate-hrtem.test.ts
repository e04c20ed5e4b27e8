import test from 'ava';
import { correlation, mean, strongestFrequency, variance } from '../peak.test-helper.js';
import { hrtemSettings as settings } from '../settings.test-helper.js';
import { goldCellNm } from './gold-particle.js';
import { type HrtemSettings, simulateHrtem } from './simulate-hrtem.js';

const noiseless = { dose: [1e6, 1e6], detectorBlur: 0 } as const;
const image = async (changes: Partial<HrtemSettings>, index = 0) =>
  (await simulateHrtem({ ...settings, ...changes }).image(index)).pixels;
const mask = (changes: Partial<HrtemSettings>, index = 0) =>
  simulateHrtem({ ...settings, ...changes }).masks!.mask(index);

test('an image depends on the settings and its number, not on how many there are', async (t) => {
  t.deepEqual(await image({ count: 7 }, 2), await image({}, 2));
  t.deepEqual(await mask({ count: 7 }, 2), await mask({}, 2));
  t.notDeepEqual(await image({}, 1), await image({}, 2));
  t.notDeepEqual(await image({ seed: 2 }), await image({}));
});

test('a crystal seen along [001] shows the spacing of the {200} planes', async (t) => {
  const pixels = await image({ ...noiseless, carbonNm: 0, diameterNm: [4.4, 4.4] });
  const field = settings.size * settings.pixelSizeNm;
  const found = strongestFrequency(pixels, settings.size, 2 * settings.pixelSizeNm) / settings.pixelSizeNm;
  t.true(Math.abs(found - 2 / goldCellNm) < 1 / field);
});

test('a crystal seen along [011] shows the {111} planes, as a twin of it does', async (t) => {
  const field = settings.size * settings.pixelSizeNm;
  // Thin enough for planes to be seen as they are, not as beats of several.
  for (const shape of ['truncated-octahedron', 'twinned'] as const) {
    const pixels = await image({
      ...noiseless,
      carbonNm: 0,
      orientation: '011',
      shape,
      defocusNm: [14, 14],
    });
    const found = strongestFrequency(pixels, settings.size, 2 * settings.pixelSizeNm) / settings.pixelSizeNm;
    t.true(Math.abs(found - Math.sqrt(3) / goldCellNm) < 1 / field, shape);
  }
});

test('the mask of a ball is its shadow, also where it reaches over the border', async (t) => {
  for (const index of [0, 1, 2, 3]) {
    const covered = (await mask({ count: 4 }, index)).reduce((sum, value) => sum + value, 0);
    const area = Math.PI * (1.5 / settings.pixelSizeNm) ** 2;
    t.true(Math.abs(covered / area - 1) < 0.01);
  }
});

test('particles do not overlap, and those without room are left out', async (t) => {
  const area = Math.PI * (0.75 / settings.pixelSizeNm) ** 2;
  const covered = async (count: number) => {
    const pixels = await mask({ particles: [count, count], diameterNm: [1.5, 1.5] });
    return pixels.reduce((sum, value) => sum + value, 0) / area;
  };
  t.true(Math.abs((await covered(4)) - 4) < 0.06);
  t.true((await covered(100)) < 14);
  t.is(await covered(0), 0);
});

test('the mask knows nothing of the microscope', async (t) => {
  const other = { defocusNm: [80, 80], dose: [1, 1], carbonNm: 10, voltageKv: 80 } as const;
  t.deepEqual(await mask(other), await mask({}));
});

test('the beam alone is 1, counted electron by electron with the variance of a Poisson distribution', async (t) => {
  const pixels = await image({ particles: [0, 0], carbonNm: 0 });
  const electrons = 400 * (10 * settings.pixelSizeNm) ** 2;
  const counts = Array.from(pixels, (value) => value * electrons);
  t.true(counts.every((count) => Math.abs(count - Math.round(count)) < 1e-3));
  t.true(Math.abs(mean(counts) / electrons - 1) < 0.01);
  t.true(Math.abs(variance(counts) / electrons - 1) < 0.05);
});

test('more dose is less noise', async (t) => {
  const clean = await image({ dose: [1e6, 1e6] });
  const noise = await Promise.all(
    [50, 200, 800].map(async (dose) => {
      const pixels = await image({ dose: [dose, dose] });
      return variance(Array.from(pixels, (value, i) => value - clean[i]!));
    }),
  );
  t.true(Math.abs(noise[0]! / noise[1]! / 4 - 1) < 0.1);
  t.true(Math.abs(noise[1]! / noise[2]! / 4 - 1) < 0.1);
});

test('underfocus shows dark what overfocus shows bright', async (t) => {
  const film = { ...noiseless, particles: [0, 0] } as const;
  const [under, over] = [
    await image({ ...film, defocusNm: [40, 40] }),
    await image({ ...film, defocusNm: [-40, -40] }),
  ];
  t.true(correlation(under, over) < -0.7);
});

test('a particle is darker than the film', async (t) => {
  const [pixels, inside] = [await image({}), await mask({})];
  const levels = [0, 1].map((value) => mean(Array.from(pixels).filter((_, i) => inside[i] === value)));
  t.true(levels[1]! < 0.95 * levels[0]!);
});

test('a thicker film is grainier', async (t) => {
  const grain = await Promise.all(
    [0, 2, 8].map(async (carbonNm) => variance(await image({ ...noiseless, particles: [0, 0], carbonNm }))),
  );
  t.true(grain[0]! < grain[1]! && 2 * grain[1]! < grain[2]!);
});
