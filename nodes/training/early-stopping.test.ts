import test from 'ava';
import fc from 'fast-check';
import { endsEarly } from './early-stopping.js';

/** The first epoch after which the training ends. */
function lastEpoch(
  values: readonly number[],
  patience: number,
  minimumChange = 0,
  mode: 'min' | 'max' = 'min',
) {
  const index = values.findIndex((_, i) =>
    endsEarly(values.slice(0, i + 1), { patience, minimumChange }, mode),
  );
  return index < 0 ? undefined : index + 1;
}

test('a training ends when its value was not better for as many epochs as it has patience', (t) => {
  t.is(lastEpoch([5, 4, 4, 4.5, 3], 3), undefined);
  t.is(lastEpoch([5, 4, 4, 4.5, 3], 2), 4);
  t.is(lastEpoch([5, 4, 4, 4.5, 3], 1), 3, 'an equal value is no better one');
  t.is(lastEpoch([1, 2, 3], 1, 0, 'max'), undefined);
  t.is(lastEpoch([3, 2, 1], 1, 0, 'max'), 2);
});

test('small gains do not count, until together they are large enough', (t) => {
  t.is(lastEpoch([5, 4.9, 4.8, 4.7], 3, 0.5), 4);
  t.is(lastEpoch([5, 4.9, 4.8, 4.4, 4.3], 3, 0.5), undefined);
  t.is(lastEpoch([5, 4.5], 1, 0.5), 2, 'the gain must be larger');
});

test('infinitely good and infinitely bad values are values like others', (t) => {
  const infinity = Number.POSITIVE_INFINITY;
  t.is(lastEpoch([infinity, infinity, 3, 2], 2), undefined);
  t.is(lastEpoch([infinity, infinity, infinity], 2), 3);
  t.is(lastEpoch([1, infinity, infinity, infinity], 2, 0, 'max'), 4);
});

test('it ends after the first epoch at which none of the last ones was better than all before', (t) => {
  const history = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 20 });
  const property = fc.property(history, fc.integer({ min: 1, max: 5 }), (values, patience) => {
    // From the definition: no value of the last `patience` epochs is below all before them.
    const expected = values.findIndex((_, i) => {
      if (i < patience) return false;
      const before = Math.min(...values.slice(0, i + 1 - patience));
      return Math.min(...values.slice(i + 1 - patience, i + 1)) >= before;
    });
    t.is(lastEpoch(values, patience), expected < 0 ? undefined : expected + 1);
  });
  t.notThrows(() => fc.assert(property));
});
