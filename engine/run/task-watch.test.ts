import test from 'ava';
import { TaskWatch } from './task-watch.js';

const minute = 60_000;
/** What is done at each step of time. */
const passing = (watch: TaskWatch, ...stepsMs: number[]) =>
  stepsMs.map((ms) => watch.pass(ms) ?? '-').join(' ');

test('a task that has had its time is asked to stop, and killed when its grace is over', (t) => {
  const watch = new TaskWatch({ timeoutMs: 10 * minute, stallTimeoutMs: 60 * minute });
  t.is(passing(watch, 5 * minute, 5 * minute - 1), '- -');
  t.is(watch.failure, undefined);
  t.is(passing(watch, 1, 1, 29_998, 1, 1), 'stop - - kill -');
  t.like(watch.failure, {
    kind: 'timeout',
    message: 'timeout: not finished after 10 min 00 s, the time that it may take',
  });
});

test('the grace is no longer than the time that the task had', (t) => {
  const watch = new TaskWatch({ timeoutMs: 1_000, stallTimeoutMs: minute });
  t.is(passing(watch, 1_000, 999, 1), 'stop - kill');
});

test('a task without a time limit may run for ever, as long as it is heard of', (t) => {
  const watch = new TaskWatch({ timeoutMs: undefined, stallTimeoutMs: 10 * minute });
  for (let hour = 0; hour < 1_000; hour++) {
    t.is(passing(watch, 9 * minute), '-');
    watch.heard();
  }
  t.is(watch.failure, undefined);
});

test('a silence of so long is a stall, and the task is killed at once: it would not hear a request', (t) => {
  const watch = new TaskWatch({ timeoutMs: undefined, stallTimeoutMs: 10 * minute });
  t.is(passing(watch, 9 * minute), '-');
  watch.heard();
  t.is(passing(watch, 9 * minute, minute, minute), '- kill -');
  t.like(watch.failure, {
    kind: 'stalled',
    message: 'stalled: no sign of life from its worker for 10 min 00 s',
  });
});

test('a task that falls silent while it saves its state had too little time', (t) => {
  const watch = new TaskWatch({ timeoutMs: minute, stallTimeoutMs: minute + 1 });
  t.is(passing(watch, minute, 1), 'stop kill');
  t.is(watch.failure?.kind, 'timeout');
});
