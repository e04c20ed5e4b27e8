import { setTimeout as delay } from 'node:timers/promises';
import test from 'ava';
import { TimeLimit } from './time-limit.js';

const stallMs = 5;
const slow = { stallMs, leastBytesPerSecond: 1 };
const never = new AbortController().signal;

test('nobody is blamed for what our own disk takes', async (t) => {
  const limit = new TimeLimit(slow, 1_000, never);
  limit.ourTurn();
  // Timers of one length end in the order in which they began, so it would have ended by then.
  await delay(stallMs);
  t.false(limit.signal.aborted);
  limit.theirTurn();
  await delay(stallMs);
  t.true(limit.signal.aborted);
  limit.end();
});

test('what ended in time is not given up later', async (t) => {
  const limit = new TimeLimit(slow, 0, never);
  limit.end();
  await delay(2 * stallMs);
  t.false(limit.signal.aborted);
});

test('a signal that was aborted before ends it at once, with its reason', (t) => {
  const limit = new TimeLimit(slow, 0, AbortSignal.abort('enough'));
  t.is(limit.signal.reason, 'enough');
  limit.end();
});
