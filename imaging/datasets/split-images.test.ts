import test from 'ava';
import fc from 'fast-check';
import { randomAt } from '../../random/random.js';
import { parts, type Selection, type Split } from './split.js';
import { orderOf, splitImages } from './split-images.js';

const names = (n: number) => Array.from({ length: n }, (_, i) => `image-${i}`);
const shuffled = (n: number, seed = 1) => orderOf(names(n), randomAt({ stream: 'test', seed }));

test('fractions deal out every image once, and within one of their share', (t) => {
  const shares = fc.tuple(
    fc.integer({ min: 1, max: 8 }),
    fc.integer({ min: 1, max: 8 }),
    fc.integer({ min: 1, max: 8 }),
  );
  fc.assert(
    fc.property(shares, fc.integer({ min: 24, max: 200 }), (weights, n) => {
      const total = weights[0] + weights[1] + weights[2];
      const split = weights.map((weight) => weight / total) as [number, number, number];
      const { selection, problems } = splitImages(names(n), shuffled(n), split);
      t.deepEqual(problems, []);
      const all = [...selection.train!, ...selection.validation!, ...selection.test!];
      t.deepEqual(
        all.sort((a, b) => a - b),
        names(n).map((_, i) => i),
      );
      t.true(Math.abs(selection.train!.length - split[0] * n) <= 1);
      t.true(Math.abs(selection.validation!.length - split[1] * n) <= 1);
    }),
  );
});

test('in order, train comes first and test last', (t) => {
  const { selection } = splitImages(names(10), orderOf(names(10), undefined), [0.6, 0.2, 0.2]);
  t.deepEqual(selection, { train: [0, 1, 2, 3, 4, 5], validation: [6, 7], test: [8, 9] });
});

test('a random split depends on its seed, and its parts are sorted', (t) => {
  const split = (seed: number) => splitImages(names(30), shuffled(30, seed), [0.6, 0.2, 0.2]).selection;
  t.deepEqual(split(1), split(1));
  t.notDeepEqual(split(1), split(2));
  t.deepEqual(
    split(1).test,
    split(1).test!.toSorted((a, b) => a - b),
  );
});

test('fractions that do not reach one leave images out, and a share of nothing is a problem', (t) => {
  const { selection } = splitImages(names(10), shuffled(10), [0.5, 0, 0.1]);
  t.is(selection.train!.length, 5);
  t.is(selection.test!.length, 1);
  t.false('validation' in selection);
  t.deepEqual(splitImages(names(2), shuffled(2), [0.9, 0.05, 0.05]).problems, [
    'a share of 0.05 of 2 images for validation is none',
    'a share of 0.05 of 2 images for test is none',
  ]);
});

test('named images go where they are listed, counts are dealt out from the others', (t) => {
  const split: Split = { train: 3, validation: ['image-1', 'image-0'], test: 4 };
  const { selection, problems } = splitImages(names(10), orderOf(names(10), undefined), split);
  t.deepEqual(problems, []);
  t.deepEqual(selection, { validation: [0, 1], train: [2, 3, 4], test: [6, 7, 8, 9] });
});

test('with counts, more training images include fewer, and the other parts stay as they are', (t) => {
  const [fewer, more] = [5, 12].map(
    (train) => splitImages(names(30), shuffled(30), { train, validation: 4, test: 3 }).selection,
  );
  t.deepEqual([more!.validation, more!.test], [fewer!.validation, fewer!.test]);
  t.true(fewer!.train!.every((index) => more!.train!.includes(index)));
  const all = [...more!.train!, ...more!.validation!, ...more!.test!];
  t.is(new Set(all).size, 19);
});

test('unknown names, names in two parts and too large counts are all said', (t) => {
  const split: Split = { train: ['image-0', 'nobody'], validation: ['image-0'], test: 9 };
  t.deepEqual(splitImages(names(5), shuffled(5), split).problems, [
    'train lists "nobody", which is not among the images',
    'validation lists "image-0", which train lists too',
    'the split needs 9 images, but there are only 4 to choose from',
  ]);
});

/** Images in groups of 1 to 5, which do not lie side by side. */
const grouped = fc
  .array(fc.integer({ min: 1, max: 5 }), { minLength: 3, maxLength: 30 })
  .map((sizes) => sizes.flatMap((size, group) => new Array<number>(size).fill(group)))
  .chain((groups) => fc.shuffledSubarray(groups, { minLength: groups.length }));
const seeds = fc.option(fc.nat(1000), { nil: undefined });
const inOrder = (n: number, seed: number | undefined) =>
  orderOf(names(n), seed === undefined ? undefined : randomAt({ stream: 'test', seed }));
const all = (selection: Selection) => parts.flatMap((part) => selection[part] ?? []);

/** What holds of every split: nobody is in two parts, and groups are whole or left out. */
function isSound(selection: Selection, groupOf: (index: number) => number, n: number): boolean {
  const partOf = new Map(parts.flatMap((part) => (selection[part] ?? []).map((index) => [index, part])));
  const partsOfGroup = new Map<number, Set<string | undefined>>();
  for (let index = 0; index < n; index++) {
    const found = partsOfGroup.get(groupOf(index)) ?? new Set();
    partsOfGroup.set(groupOf(index), found.add(partOf.get(index)));
  }
  return partOf.size === all(selection).length && [...partsOfGroup.values()].every(({ size }) => size === 1);
}

test('whatever the groups, fractions keep them whole, lose nobody and miss their share by half a group at each end', (t) => {
  const fractions = fc.constantFrom([0.6, 0.2, 0.2], [0.5, 0.5, 0], [0.34, 0.33, 0.33]);
  fc.assert(
    fc.property(grouped, fractions, seeds, (groups, [train, validation, test], seed) => {
      const groupOf = (index: number) => groups[index]!;
      const split = [train!, validation!, test!] as const;
      const { selection } = splitImages(names(groups.length), inOrder(groups.length, seed), split, groupOf);
      t.true(isSound(selection, groupOf, groups.length));
      t.is(all(selection).length, groups.length);
      for (const [i, part] of parts.entries()) {
        t.true(Math.abs((selection[part]?.length ?? 0) - split[i]! * groups.length) <= 5);
      }
    }),
  );
});

test('whatever the groups, more training images include fewer and leave the other parts as they are', (t) => {
  fc.assert(
    fc.property(grouped, seeds, (groups, seed) => {
      const n = groups.length;
      const groupOf = (index: number) => groups[index]!;
      const sizes = Array.from({ length: n - 1 }, (_, i) => i + 1);
      let before: Selection | undefined;
      for (const train of sizes) {
        const split = { train, test: 1 };
        const { selection } = splitImages(names(n), inOrder(n, seed), split, groupOf);
        t.true(isSound(selection, groupOf, n));
        if (before) {
          t.true(before.train!.every((index) => selection.train!.includes(index)));
          t.deepEqual(selection.test, before.test);
        }
        before = selection;
      }
    }),
  );
});

test('whatever the groups, folds are disjoint, cover all, and have as many groups, give or take one', (t) => {
  const validations = fc.constantFrom(undefined, 'next' as const, 0.25);
  fc.assert(
    fc.property(
      grouped,
      fc.integer({ min: 3, max: 6 }),
      validations,
      seeds,
      (groups, folds, validation, seed) => {
        const n = groups.length;
        fc.pre(new Set(groups).size >= folds);
        const groupOf = (index: number) => groups[index]!;
        const results = Array.from({ length: folds }, (_, i) => {
          const split: Split = { folds, fold: i + 1, ...(validation !== undefined && { validation }) };
          return splitImages(names(n), inOrder(n, seed), split, groupOf).selection;
        });
        for (const selection of results) {
          t.true(isSound(selection, groupOf, n));
          t.is(all(selection).length, n);
        }
        const tested = results.map((selection) => selection.test!);
        t.is(new Set(tested.flat()).size, n);
        t.is(tested.flat().length, n);
        const counts = tested.map((fold) => new Set(fold.map(groupOf)).size);
        t.true(Math.max(...counts) - Math.min(...counts) <= 1);
        if (validation === 'next') {
          for (const [i, selection] of results.entries()) {
            t.deepEqual(selection.validation, tested[(i + 1) % folds]);
          }
        }
      },
    ),
  );
});

test('in order, a fold is one stretch, and validation is taken from what follows it', (t) => {
  const fold = (split: Split) => splitImages(names(10), inOrder(10, undefined), split).selection;
  t.deepEqual(fold({ folds: 5, fold: 2 }), { train: [0, 1, 4, 5, 6, 7, 8, 9], test: [2, 3] });
  t.deepEqual(fold({ folds: 5, fold: 5, validation: 'next' }), {
    train: [2, 3, 4, 5, 6, 7],
    validation: [0, 1],
    test: [8, 9],
  });
  t.deepEqual(fold({ folds: 5, fold: 4, validation: 0.375 }), {
    train: [1, 2, 3, 4, 5],
    validation: [0, 8, 9],
    test: [6, 7],
  });
});

test('too few groups for the folds, and shares that leave nothing, are said', (t) => {
  const problems = (split: Split, groups?: (index: number) => number) =>
    splitImages(names(4), inOrder(4, undefined), split, groups).problems;
  t.deepEqual(problems({ folds: 5, fold: 1 }), ['4 images cannot be dealt out to 5 folds']);
  const pairs = (index: number) => index >> 1;
  t.deepEqual(problems({ folds: 3, fold: 1 }, pairs), ['2 groups of images cannot be dealt out to 3 folds']);
  t.deepEqual(problems({ folds: 2, fold: 1, validation: 0.1 }), [
    'a share of 0.1 of 2 images for validation is none',
  ]);
  t.deepEqual(problems({ folds: 2, fold: 1, validation: 0.5 }, pairs), ['no images are left to train with']);
  t.deepEqual(
    problems({ train: 1 }, () => 0),
    ['the groups of images are too large for 1 image for train'],
  );
});

test('an image that is listed takes its group along, and a group cannot be listed for two parts', (t) => {
  const pairs = (index: number) => index >> 1;
  const deal = (split: Split) => splitImages(names(6), inOrder(6, undefined), split, pairs);
  t.deepEqual(deal({ test: ['image-3'], train: 2 }), {
    selection: { test: [2, 3], train: [0, 1] },
    problems: [],
  });
  t.deepEqual(deal({ train: ['image-0'], test: ['image-1', 'image-4'] }).problems, [
    'test lists "image-1", which belongs together with "image-0" in train',
  ]);
});

test('in a random order, large groups come no earlier than small ones', (t) => {
  const groupOf = (index: number) => Math.max(0, index - 9);
  let first = 0;
  for (let seed = 0; seed < 200; seed++) {
    const { selection } = splitImages(names(20), inOrder(20, seed), { folds: 11, fold: 1 }, groupOf);
    if (selection.test!.includes(0)) first += 1;
  }
  // One of 11 groups, though it has ten of 20 images: 200 / 11 = 18 times, give or take 4.
  t.true(first > 5 && first < 35);
});
