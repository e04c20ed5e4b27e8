import test from 'ava';
import { randomAt } from '../../../random/random.js';
import { mean, variance } from '../peak.test-helper.js';
import { membraneSettings as settings } from '../settings.test-helper.js';
import { drawCells } from './cells.js';
import { packCircles } from './pack-circles.js';
import { type MembraneSettings, simulateMembranes } from './simulate-membranes.js';

const image = async (changes: Partial<MembraneSettings>, index = 0) =>
  (await simulateMembranes({ ...settings, ...changes }).image(index)).pixels;
const mask = (changes: Partial<MembraneSettings>, index = 0) =>
  simulateMembranes({ ...settings, ...changes }).masks!.mask(index);
const levelWhere = (pixels: ArrayLike<number>, classes: Uint8Array, value: number) =>
  mean(Array.from(pixels).filter((_, i) => classes[i] === value));

test('an image and its mask depend on the settings and its number, not on how many there are', async (t) => {
  t.deepEqual(await image({ count: 8 }, 2), await image({}, 2));
  t.deepEqual(await mask({ count: 8 }, 2), await mask({}, 2));
  t.notDeepEqual(await image({}, 1), await image({}, 2));
  t.notDeepEqual(await image({ seed: 2 }), await image({}));
});

test('membranes are dark, by the contrast that is asked for where they stand upright', async (t) => {
  const classes = await mask({});
  t.true(levelWhere(await image({}), classes, 1) < 0.75 * levelWhere(await image({}), classes, 0));
  const plain = { sectionNm: 0, texture: 0, vesicles: 0, mitochondria: 0, dose: 1e6, membraneNm: 60 };
  const [pixels, wide] = [await image({ ...plain, contrast: 0.5 }), await mask(plain)];
  const inside = Array.from(pixels).filter((_, i) => wide[i] === 1);
  const outside = Array.from(pixels).filter((_, i) => wide[i] === 0);
  const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;
  t.true(Math.abs(median(inside) / median(outside) - 0.5) < 0.05);
});

test('a mask is as wide as the membranes are said to be', async (t) => {
  const covered = async (membraneNm: number) => mean(await mask({ membraneNm }));
  t.true(Math.abs((await covered(24)) / (await covered(12)) / 2 - 1) < 0.1);
});

test('walls lie halfway between cells, whose distance grows by one nm for each', (t) => {
  const [size, pixelNm] = [128, 4];
  const { cells, wallNm } = drawCells(size, pixelNm, 200, randomAt({ stream: 'test/cells', seed: 1 }));
  let [steps, crossings] = [0, 0];
  for (let at = 0; at < size * (size - 1); at++) {
    if (at % size === size - 1) continue;
    if (cells[at] !== cells[at + 1]) {
      crossings++;
      t.true(wallNm[at]! + wallNm[at + 1]! < 4 * pixelNm);
    } else if (wallNm[at]! < 20) {
      const slope = Math.hypot(wallNm[at + 1]! - wallNm[at]!, wallNm[at + size]! - wallNm[at]!) / pixelNm;
      if (cells[at] === cells[at + size] && slope > 0.5 && slope < 1.6) steps++;
      else steps--;
    }
  }
  t.true(crossings > 100);
  t.true(steps > 0);
});

test('circles do not overlap, and have sizes of all kinds', (t) => {
  const circles = packCircles(2000, 150, randomAt({ stream: 'test/circles', seed: 1 }));
  for (const [i, a] of circles.entries()) {
    for (const b of circles.slice(i + 1)) t.true(Math.hypot(a.x - b.x, a.y - b.y) >= a.radius + b.radius);
  }
  const radii = circles.map(({ radius }) => radius).sort((a, b) => a - b);
  t.true(radii.at(-1)! > 4 * radii[0]!);
  t.true(new Set(circles.map(({ cell }) => cell)).size < circles.length);
});

test('mitochondria are a class of their own where asked for, and lie inside cells', async (t) => {
  const classes = 'membranes-and-mitochondria';
  const { masks } = simulateMembranes({ ...settings, classes });
  t.deepEqual(masks!.classes, ['background', 'membrane', 'mitochondrion']);
  const [two, three] = [await mask({}), await masks!.mask(0)];
  t.deepEqual(
    Array.from(three, (value) => Number(value === 1)),
    Array.from(two),
  );
  t.true(three.includes(2));
  t.false((await mask({ classes, mitochondria: 0 })).includes(2));
  const pixels = await image({});
  t.true(levelWhere(pixels, three, 2) < levelWhere(pixels, three, 0));
});

test('a thicker section shows oblique walls paler, in the same places', async (t) => {
  t.deepEqual(await mask({ sectionNm: 200 }), await mask({ sectionNm: 0 }));
  const classes = await mask({});
  const level = async (sectionNm: number) => levelWhere(await image({ sectionNm }), classes, 1);
  t.true((await level(0)) + 5 < (await level(200)));
});

test('pixels count electrons: the variance of even cytoplasm is its mean', async (t) => {
  const even = { texture: 0, vesicles: 0, mitochondria: 0, sectionNm: 0, dose: 25 };
  const [noisy, clean] = [await image(even), await image({ ...even, dose: 1e6 })];
  const deviations = Array.from(noisy, (value, i) => (value - clean[i]!) / Math.sqrt(clean[i]!));
  const grey = 160;
  t.true(Math.abs(variance(deviations) / (grey / 25) - 1) < 0.05);
});

test('more texture is more grain', async (t) => {
  const grain = async (texture: number) =>
    variance(await image({ texture, vesicles: 0, mitochondria: 0, dose: 1e6 }));
  t.true((await grain(0)) < (await grain(0.1)) && (await grain(0.1)) < (await grain(0.2)));
});
