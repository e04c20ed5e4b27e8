import test from 'ava';
import { binaryCrossEntropy } from './binary-cross-entropy.js';
import { dice } from './dice.js';
import { meanAbsoluteError } from './mean-absolute-error.js';

const logitsOf = (...values: number[]) => Float32Array.from(values);

test('dice counts the pixels that prediction and mask share, smoothed by one', (t) => {
  t.is(dice(logitsOf(1, 1, -1, -1), logitsOf(1, 0, 1, 0)), (2 * 1 + 1) / (2 + 2 + 1));
  t.is(dice(logitsOf(5, 5, -5, -5), logitsOf(1, 1, 0, 0)), 1);
});

test('dice is 1 where prediction and mask are both empty', (t) => {
  t.is(dice(logitsOf(-1, -1), logitsOf(0, 0)), 1);
});

test('dice of an all-background prediction is 1 / (foreground pixels + 1)', (t) => {
  t.is(dice(new Float32Array(20_000).fill(-1), new Float32Array(20_000).fill(1)), 1 / 20_001);
});

test('dice takes a logit of exactly 0, a probability of one half, for background', (t) => {
  t.is(dice(logitsOf(0, -0, 1e-30), logitsOf(0, 0, 1)), 1);
});

test('binary cross-entropy is ln 2 for undecided pixels and the logit itself for confident errors', (t) => {
  t.is(binaryCrossEntropy(logitsOf(0, 0), logitsOf(0, 1)), Math.LN2);
  t.is(binaryCrossEntropy(logitsOf(1000, -1000), logitsOf(0, 1)), 1000);
  t.is(binaryCrossEntropy(logitsOf(1000, -1000), logitsOf(1, 0)), 0);
});

test('the mean absolute error is the mean distance', (t) => {
  t.is(meanAbsoluteError(logitsOf(1, -2, 3), logitsOf(1, 2, 1)), 2);
});
