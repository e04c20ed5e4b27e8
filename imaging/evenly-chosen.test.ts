import test from 'ava';
import { evenlyChosen } from './evenly-chosen.js';

test('all are chosen where there are no more than wanted', (t) => {
  t.deepEqual(evenlyChosen(3, 8), [0, 1, 2]);
  t.deepEqual(evenlyChosen(0, 8), []);
});

test('of more, the chosen ones are spread over all of them', (t) => {
  t.deepEqual(evenlyChosen(10, 4), [0, 2, 5, 7]);
  const chosen = evenlyChosen(500_000, 64);
  t.is(chosen.length, 64);
  t.deepEqual(new Set(chosen.slice(1).map((index, i) => index - chosen[i]!)), new Set([7812, 7813]));
});
