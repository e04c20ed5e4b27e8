import test from 'ava';
import fc from 'fast-check';
import { randomAt } from '../../random/random.js';
import { orderOf, partsOf, type Split, splitImages } from './split.js';

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

test('only parts that get images exist', (t) => {
  t.deepEqual(partsOf([0.8, 0.2, 0]), ['train', 'validation']);
  t.deepEqual(partsOf({ test: ['a'], train: 2 }), ['train', 'test']);
  t.deepEqual(partsOf({ test: [], train: 0 }), []);
});
