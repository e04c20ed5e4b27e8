import test from 'ava';
import { CheckpointTimer } from './checkpoint-timer.js';

test('a state is due when the time asked for has gone since the last one, or since the start', (t) => {
  let now = 1_000;
  const timer = new CheckpointTimer(500, () => now);
  t.false(timer.isDue);
  now = 1_499;
  t.false(timer.isDue);
  now = 1_500;
  t.true(timer.isDue);
  timer.restart();
  t.false(timer.isDue);
  now = 2_000;
  t.true(timer.isDue);
});

test('without a time asked for, no state is ever due', (t) => {
  let now = 0;
  const timer = new CheckpointTimer(undefined, () => now);
  now = 1e12;
  t.false(timer.isDue);
});
