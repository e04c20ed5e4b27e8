import test from 'ava';
import { randomAt } from '../../../random/random.js';
import { mean, strongestFrequency, variance } from '../peak.test-helper.js';
import { latticeSettings as settings } from '../settings.test-helper.js';
import { drawColumns } from './grains.js';
import { type LatticeKind, latticeKinds, lattices } from './lattice-kinds.js';
import { type LatticeTruth, latticeTargets } from './lattice-truths.js';
import { renderSpots } from './render-columns.js';
import { type LatticeSettings, simulateLattices } from './simulate-lattices.js';

const simulate = (changes: Partial<LatticeSettings>) => simulateLattices({ ...settings, ...changes });
const image = async (changes: Partial<LatticeSettings>, index = 0) =>
  (await simulate(changes).image(index)).pixels;
const target = (truth: LatticeTruth, changes: Partial<LatticeSettings> = {}, index = 0) =>
  simulate({ ...changes, truths: [truth] }).targets!.target(index);
const points = (changes: Partial<LatticeSettings> = {}) =>
  simulate({ ...changes, truths: ['position'] }).points!(0);

test('an image and its truths depend on the settings and its number, not on how many there are', async (t) => {
  const rich = {
    grains: [2, 3],
    jitterNm: 0.005,
    background: [0.1, 0.5],
    strain: 0.02,
    driftNm: 0.1,
  } as const;
  const [few, many] = [simulate(rich), simulate({ ...rich, count: 9 })];
  t.deepEqual(await many.image(2), await few.image(2));
  t.deepEqual(await many.masks!.mask(2), await few.masks!.mask(2));
  t.deepEqual(await many.targets!.target(2), await few.targets!.target(2));
  t.deepEqual(await many.points!(2), await few.points!(2));
  t.notDeepEqual(await few.image(1), await few.image(2));
  t.notDeepEqual(await image({ seed: 2 }), await image({}));
});

/** Distance of the planes that each kind shows most strongly: those that go through all of its columns. */
const planes: Record<LatticeKind, number> = {
  square: 0.3905 / Math.SQRT2,
  hexagonal: (0.246 * Math.sqrt(3)) / 2,
  dumbbell: 0.5431 / Math.sqrt(3),
  'fcc-001': 0.4078 / 2,
  'fcc-011': 0.4078 / Math.sqrt(3),
  'fcc-111': 0.4078 / Math.sqrt(8),
};

test('every lattice has the plane spacings of its crystal', async (t) => {
  const field = settings.size * settings.pixelSizeNm;
  for (const kind of latticeKinds) {
    const pixels = await target('noNoise', { lattices: [kind], probeNm: [0.1, 0.1] });
    const found = strongestFrequency(pixels, settings.size, settings.pixelSizeNm) / settings.pixelSizeNm;
    t.true(Math.abs(found - 1 / planes[kind]) < 1 / field, `${kind}: 1/${1 / found} nm`);
  }
});

test('neighbours are as far apart as the table of lattices says', (t) => {
  const still = { ...settings, field: 2, margin: 0, grains: [1, 1] as const };
  for (const kind of latticeKinds) {
    const columns = drawColumns(lattices[kind], still, randomAt({ stream: 'test/columns', seed: 1 }));
    t.true(Math.abs(leastDistance(columns) - lattices[kind].neighbour) < 1e-9, kind);
  }
});

test('columns of different grains are at least 0.7 of that apart', (t) => {
  const grains = { ...settings, field: 4, margin: 0, grains: [4, 4] as const };
  for (const seed of [1, 2, 3]) {
    const columns = drawColumns(lattices['fcc-001'], grains, randomAt({ stream: 'test/grains', seed }));
    const least = leastDistance(columns) / lattices['fcc-001'].neighbour;
    t.true(least >= 0.7 && least < 0.95);
  }
});

function leastDistance(columns: readonly { readonly x: number; readonly y: number }[]): number {
  return Math.min(
    ...columns.flatMap((a, i) => columns.slice(i + 1).map((b) => Math.hypot(a.x - b.x, a.y - b.y))),
  );
}

test('points are the places of the intensity maxima', async (t) => {
  const drifting = { strain: 0.03, driftNm: 0.2, vacancies: 0.1 };
  const pixels = await target('noBackgroundnoNoise', drifting);
  const places = await points(drifting);
  const reach = Math.floor((0.4 * lattices['fcc-001'].neighbour) / settings.pixelSizeNm);
  const inside = places.filter((place) => place.every((at) => at > reach && at < settings.size - 1 - reach));
  t.true(inside.length > 80);
  for (const [x, y] of inside) {
    const around = Array.from({ length: (2 * reach + 1) ** 2 }, (_, i) => [
      Math.round(x) - reach + (i % (2 * reach + 1)),
      Math.round(y) - reach + Math.floor(i / (2 * reach + 1)),
    ]);
    const level = ([column, row]: number[]) => pixels[row! * settings.size + column!]!;
    const top = around.reduce((best, place) => (level(place) > level(best) ? place : best));
    t.true(Math.abs(top[0]! - x) <= 0.75 && Math.abs(top[1]! - y) <= 0.75);
  }
});

test('vacancies and substitutes are as many as asked for, and as bright as Z^1.7', async (t) => {
  const wide = { size: 256, lattices: ['hexagonal'], probeNm: [0.04, 0.04] } as const;
  const all = (await points(wide)).length;
  t.true(Math.abs((await points({ ...wide, vacancies: 0.2 })).length / all - 0.8) < 0.03);
  t.is((await points({ ...wide, vacancies: 1 })).length, 0);
  const doped = { ...wide, substitutions: 0.1, substitute: 7 };
  const places = (await points(doped)).filter((place) => place.every((at) => at > 2 && at < 253));
  const pixels = await target('noBackgroundnoNoise', doped);
  const levels = places.map(([x, y]) => pixels[Math.round(y) * 256 + Math.round(x)]!);
  // The centre of a pixel is at most half a diagonal away from the maximum.
  const sigma = 0.04 / 0.02 / Math.sqrt(8 * Math.log(2));
  const least = Math.exp(-0.25 / sigma ** 2);
  const brighter = levels.filter((level) => level > 1.001);
  t.true(Math.abs(brighter.length / levels.length - 0.1) < 0.05);
  t.true(Math.abs(Math.max(...levels) - (7 / 6) ** 1.7) < 0.02);
  t.true(levels.every((level) => level >= least && level <= (7 / 6) ** 1.7 + 0.01));
});

test('discs have the area of their radius, the small ones a quarter of it', async (t) => {
  const covered = async (truth: LatticeTruth) => {
    const mask = await simulate({ size: 256, truths: [truth] }).masks!.mask(0);
    return mask.reduce((sum, value) => sum + value, 0);
  };
  const perColumn = (0.4078 / 2 / 0.02) ** 2;
  const share = (await covered('circularMask')) / 256 ** 2;
  t.true(Math.abs(share / ((Math.PI * ((0.4 * 0.4078) / 2 / 0.02) ** 2) / perColumn) - 1) < 0.03);
  t.true(Math.abs((await covered('smallcircularMask')) / (await covered('circularMask')) - 0.25) < 0.02);
});

test('all columns of a Gaussian mask are alike, and a sharper probe tells them better apart', async (t) => {
  const kinds = { lattices: ['square'], size: 256 } as const;
  const [mask, plain, sharp] = await Promise.all(
    (['gaussianMask', 'noBackgroundnoNoise', 'noNoiseNoBackgroundSuperresolution'] as const).map((truth) =>
      target(truth, kinds),
    ),
  );
  const places = (await points(kinds)).filter((place) => place.every((at) => at > 4 && at < 251));
  const at = (pixels: ArrayLike<number>) =>
    places.map(([x, y]) => pixels[Math.round(y) * 256 + Math.round(x)]!);
  t.true(at(mask!).every((level) => level > 0.85 && level < 1.15));
  t.true(Math.min(...at(plain!)) < 0.5);
  const dark = (pixels: ArrayLike<number>) => Array.from(pixels).filter((value) => value < 0.05).length;
  t.true(dark(sharp!) > 1.3 * dark(plain!));
});

test('a background is added to the images, and to the targets that keep it', async (t) => {
  const hazy = { background: [0.5, 0.5] } as const;
  const [clean, kept, removed] = [
    await target('noNoise'),
    await target('noNoise', hazy),
    await target('noBackgroundnoNoise', hazy),
  ];
  t.deepEqual(removed, clean);
  const added = Array.from(kept, (value, i) => value - clean[i]!);
  t.true(Math.abs(Math.min(...added)) < 1e-6 && Math.abs(Math.max(...added) - 0.5) < 1e-6);
});

test('pixels count electrons: whole numbers, and the variance is the mean', async (t) => {
  const hazy = { background: [1, 1], dose: [30, 30] } as const;
  const [noisy, clean] = [await image(hazy), await target('noNoise', hazy)];
  t.true(Array.from(noisy).every((value) => Math.abs(value * 30 - Math.round(value * 30)) < 1e-3));
  const deviations = Array.from(noisy, (value, i) => (30 * (value - clean[i]!)) / Math.sqrt(30 * clean[i]!));
  t.true(Math.abs(mean(deviations)) < 0.03);
  t.true(Math.abs(variance(deviations) - 1) < 0.05);
});

test('a line that is displaced shows everything by as much the other way', async (t) => {
  const shifts = Float64Array.from({ length: 32 }, (_, row) => (row % 2 === 0 ? 1.5 : -0.5));
  const shown = renderSpots([{ x: 16, y: 16, height: 1 }], 32, 3, shifts);
  for (const row of [12, 13, 16, 19]) {
    const line = shown.slice(row * 32, (row + 1) * 32);
    const sum = line.reduce((total, value) => total + value, 0);
    const centre = line.reduce((total, value, x) => total + x * value, 0) / sum;
    t.true(Math.abs(centre - (16 - shifts[row]!)) < 0.01);
  }
  t.notDeepEqual(await image({ jitterNm: 0.01 }), await image({}));
});

test('a target of twice the size brings image, mask and points to its size', async (t) => {
  for (const truth of latticeTargets.filter((name) => name.endsWith('2x'))) {
    const large = simulate({ truths: [truth, 'circularMask', 'position'] });
    t.is(large.width, 256);
    t.is(large.pixelSize!.x, 0.01);
    const [pixels, mask, enlarged, places] = [
      (await large.image(0)).pixels,
      await large.masks!.mask(0),
      await large.targets!.target(0),
      await large.points!(0),
    ];
    for (const array of [pixels, mask, enlarged]) t.is(array.length, 256 ** 2);
    const single = await points();
    t.is(places.length, single.length);
    t.true(places.every(([x, y], i) => x === 2 * single[i]![0] + 0.5 && y === 2 * single[i]![1] + 0.5));
    const [x, y] = places.find((place) => place.every((at) => at > 8 && at < 248))!;
    t.is(mask[Math.round(y) * 256 + Math.round(x)], 1);
    t.true(enlarged[Math.round(y) * 256 + Math.round(x)]! > 0.95);
  }
});

test('several kinds of lattice are the classes of the images, in turn', async (t) => {
  t.is(simulate({}).labels, undefined);
  const { labels } = simulate({ lattices: ['hexagonal', 'dumbbell', 'square'] });
  t.deepEqual(labels!.names, ['hexagonal', 'dumbbell', 'square']);
  t.deepEqual(
    [0, 1, 2, 3].map((index) => labels!.label(index)),
    [0, 1, 2, 0],
  );
  t.deepEqual(
    await image({ lattices: ['hexagonal', 'dumbbell'] }, 1),
    await image({ lattices: ['dumbbell'] }, 1),
  );
});

test('only the truths that are asked for are there', (t) => {
  const { masks, targets, points: places } = simulate({ truths: [] });
  t.deepEqual([masks, targets, places], [undefined, undefined, undefined]);
});
