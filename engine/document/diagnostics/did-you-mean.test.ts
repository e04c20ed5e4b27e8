import test from 'ava';
import fc from 'fast-check';
import { didYouMean, editDistance } from './did-you-mean.js';

const suggested = (name: string, known: readonly string[]) =>
  /"(.*)"/.exec(didYouMean(name, known, 'x') ?? '')?.[1];

test('the nearest name is meant, the first of equally near ones', (t) => {
  t.is(suggested('epoch', ['seed', 'epochs', 'epocs']), 'epochs');
  t.is(suggested('trian', ['test', 'train']), 'train');
  t.is(suggested('EPOCHS', ['epochs']), 'epochs');
  t.is(suggested('b1', ['a1', 'c1']), 'a1');
});

test('a name that has little in common with any is not meant to be one', (t) => {
  t.is(suggested('learningRate', ['epochs', 'seed']), undefined);
  t.is(suggested('a', ['b', 'c']), undefined);
  t.is(suggested('', ['a']), undefined);
});

test('where no name is near, all are listed, if they are few', (t) => {
  t.is(didYouMean('x', ['model', 'init'], 'axes'), 'axes: model, init');
  t.is(didYouMean('x', [], 'axes'), undefined);
  const many = Array.from({ length: 14 }, (_, index) => `axis${index}`);
  t.true(didYouMean('x', many, 'axes')?.endsWith('axis11, and 2 more'));
});

test('a distance counts letters inserted, left out, replaced and swapped', (t) => {
  t.is(editDistance('', 'abc'), 3);
  t.is(editDistance('kitten', 'sitting'), 3);
  t.is(editDistance('trian', 'train'), 1);
  t.is(editDistance('same', 'same'), 0);
});

test('a distance is symmetric, at most the longer length and at least the difference of lengths', (t) => {
  const word = fc.string({ maxLength: 8 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      const distance = editDistance(a, b);
      t.is(distance, editDistance(b, a));
      t.true(distance <= Math.max(a.length, b.length) && distance >= Math.abs(a.length - b.length));
      t.is(distance === 0, a === b);
    }),
  );
});
