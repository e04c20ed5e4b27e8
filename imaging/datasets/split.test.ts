import test from 'ava';
import { mapNames, partsOf, problemsOf } from './split.js';

test('only parts that get images exist', (t) => {
  t.deepEqual(partsOf([0.8, 0.2, 0]), ['train', 'validation']);
  t.deepEqual(partsOf({ test: ['a'], train: 2 }), ['train', 'test']);
  t.deepEqual(partsOf({ test: [], train: 0 }), []);
  t.deepEqual(partsOf({ test: 'file' }), ['test']);
  t.deepEqual(partsOf({ folds: 5, fold: 1 }), ['train', 'test']);
  t.deepEqual(partsOf({ folds: 5, fold: 1, validation: 'next' }), ['train', 'validation', 'test']);
});

test('what is wrong with a split is known without images', (t) => {
  t.deepEqual(problemsOf([0.7, 0.2, 0.1]), []);
  t.deepEqual(problemsOf([0.8, 0.2, 0.2]), ['the fractions sum to 1.2, more than 1']);
  t.deepEqual(problemsOf({ train: 0 }), ['no part gets any images']);
  t.deepEqual(problemsOf({ folds: 5, fold: 5 }), []);
  t.deepEqual(problemsOf({ folds: 5, fold: 6 }), ['there is no fold 6 of 5']);
  t.deepEqual(problemsOf({ folds: 2, fold: 1, validation: 'next' }), [
    'of 2 folds one is tested on, and none is left to train with',
  ]);
});

test('a listed name may stand for several images, or for none', (t) => {
  const tiles = (name: string) => (name === 'gone' ? undefined : [`${name}@0,0`, `${name}@0,8`]);
  t.deepEqual(mapNames({ train: ['a', 'gone'], test: 3 }, tiles), { train: ['a@0,0', 'a@0,8'], test: 3 });
});
