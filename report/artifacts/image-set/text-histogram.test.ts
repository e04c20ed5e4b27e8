import test from 'ava';
import { textHistogram } from './text-histogram.js';

test('the fullest part is a whole block, and what is not empty is seen', (t) => {
  t.is(textHistogram([0, 1, 40, 80], 'blocks'), ' ▁▄█');
  t.is(textHistogram([0, 1, 40, 80], 'letters'), ' .+@');
});

test('a histogram of nothing is blank', (t) => {
  t.is(textHistogram([0, 0], 'blocks'), '  ');
});
