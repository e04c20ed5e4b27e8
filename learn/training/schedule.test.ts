import test from 'ava';
import { learningRateAt } from './schedule.js';

const epochs = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
const close = (a: number, b: number) => Math.abs(a - b) < 1e-12;

test('without a schedule, and with a constant one, every epoch has the base rate', (t) => {
  for (const epoch of [1, 30, 1000]) {
    t.is(learningRateAt(undefined, 2e-4, epoch), 2e-4);
    t.is(learningRateAt({ kind: 'constant' }, 2e-4, epoch), 2e-4);
  }
});

test('a step schedule changes after every so many epochs', (t) => {
  const rates = epochs(7).map((epoch) => learningRateAt({ kind: 'step', every: 3, factor: 0.5 }, 8, epoch));
  t.deepEqual(rates, [8, 8, 8, 4, 4, 4, 2]);
});

test('a cosine schedule begins at the base rate, is half-way in the middle, and ends at the final share', (t) => {
  const schedule = { kind: 'cosine', epochs: 10, final: 0.2 } as const;
  t.is(learningRateAt(schedule, 1, 1), 1);
  t.true(close(learningRateAt(schedule, 1, 6), 0.6));
  t.true(close(learningRateAt(schedule, 1, 11), 0.2));
  t.true(close(learningRateAt(schedule, 1, 500), 0.2));
  const rates = epochs(11).map((epoch) => learningRateAt(schedule, 1, epoch));
  t.true(rates.every((rate, i) => i === 0 || rate < rates[i - 1]!));
});

test('warm-up grows in even steps to what the schedule gives', (t) => {
  const constant = epochs(6).map((epoch) => learningRateAt({ kind: 'constant', warmUp: 4 }, 8, epoch));
  t.deepEqual(constant, [2, 4, 6, 8, 8, 8]);
  const step = { kind: 'step', every: 2, factor: 0.5, warmUp: 4 } as const;
  t.deepEqual(
    epochs(5).map((epoch) => learningRateAt(step, 8, epoch)),
    [2, 4, 3, 4, 2],
  );
});
