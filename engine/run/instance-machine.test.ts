import test from 'ava';
import { createActor, fromPromise, SimulatedClock, toPromise } from 'xstate';
import { retriedFailures, type TaskOutcome } from '../executors/task.js';
import type { Outputs } from '../plan/planner.js';
import {
  type Attempt,
  type Execution,
  type InstanceOutcome,
  instanceMachine,
  retryDelayMs,
} from './instance-machine.js';
import { failed, succeeded } from './task-outcomes.test-helper.js';

const never = () => new Promise<never>(() => {});

/** What each effect does, in the order of its calls; the last one goes on. */
interface Script {
  readonly maxAttempts?: number;
  readonly light?: boolean;
  readonly lease?: () => Promise<Outputs | undefined>;
  readonly slot?: () => Promise<void>;
  readonly execute?: readonly (Execution | 'never')[];
  readonly store?: () => Promise<Outputs>;
}

function start(script: Script) {
  const clock = new SimulatedClock();
  const trace: string[] = [];
  let calls = 0;
  const logic = instanceMachine.provide({
    actors: {
      lease: fromPromise<Outputs | undefined, Attempt>(script.lease ?? (async () => undefined)),
      slot: fromPromise(script.slot ?? (async () => {})),
      execute: fromPromise<Execution, Attempt>(async () => {
        const steps = script.execute ?? [succeeded];
        const step = steps[Math.min(calls++, steps.length - 1)]!;
        return step === 'never' ? never() : step;
      }),
      store: fromPromise(script.store ?? (async () => ({}))),
    },
    actions: {
      releaseSlot: () => trace.push('slot released'),
      stopTask: () => trace.push('task asked to stop'),
      tellRetry: (_, { attempt }) => trace.push(`retry after attempt ${attempt}`),
    },
  });
  const actor = createActor(logic, {
    input: { id: 0, light: script.light ?? false, maxAttempts: script.maxAttempts ?? 3 },
    clock,
  });
  const outcome: Promise<InstanceOutcome> = toPromise(actor);
  actor.subscribe({ next: ({ value }) => trace.push(String(value)), error: () => {} });
  actor.start();
  return { actor, clock, outcome, trace };
}

/** Lets promises that are settled already run their course. */
const settle = async () => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
};

test('an instance that goes well takes its lease, a slot, one attempt and its record', async (t) => {
  const { outcome, trace } = start({});
  t.deepEqual(await outcome, { kind: 'done', outputs: {} });
  t.deepEqual(trace, ['leasing', 'queued', 'running', 'slot released', 'storing', 'done']);
});

test('a light instance needs neither lease nor slot, also when it is tried again', async (t) => {
  const { outcome, trace, clock } = start({ light: true, execute: [failed('retryable'), succeeded] });
  await settle();
  clock.increment(10_000);
  t.deepEqual(await outcome, { kind: 'done', outputs: {} });
  t.deepEqual(trace, ['running', 'retry after attempt 1', 'retryWait', 'running', 'storing', 'done']);
});

test('a result that another run recorded meanwhile is adopted without running', async (t) => {
  const { outcome, trace } = start({ lease: async () => ({}) });
  t.deepEqual(await outcome, { kind: 'adopted', outputs: {} });
  t.deepEqual(trace, ['leasing', 'adopted']);
});

test('a crash is tried again after a growing delay, and gives the slot back meanwhile', async (t) => {
  const { outcome, clock, trace } = start({ execute: [failed('crashed'), failed('retryable'), succeeded] });
  await settle();
  t.is(trace.at(-1), 'retryWait');
  clock.increment(1_000);
  await settle();
  clock.increment(2_000);
  t.deepEqual(await outcome, { kind: 'done', outputs: {} });
  t.deepEqual(
    trace.filter((step) => step.startsWith('retry after') || step === 'slot released'),
    ['slot released', 'retry after attempt 1', 'slot released', 'retry after attempt 2', 'slot released'],
  );
});

for (const kind of retriedFailures) {
  for (const maxAttempts of [1, 3, 5]) {
    test(`a failure of kind ${kind} that does not pass ends after ${maxAttempts} attempts`, async (t) => {
      const { outcome, clock, trace } = start({ execute: [failed(kind)], maxAttempts });
      for (let attempt = 1; attempt < maxAttempts; attempt++) {
        await settle();
        clock.increment(60_000);
      }
      t.deepEqual(await outcome, { kind: 'failed', failure: { kind, message: kind } });
      t.is(trace.filter((step) => step === 'running').length, maxAttempts);
    });
  }
}

for (const kind of ['bad-input', 'diverged', 'error', 'damaged-artifact', 'store'] as const) {
  test(`a failure of kind ${kind} is not tried again`, async (t) => {
    const { outcome, trace } = start({ execute: [failed(kind)] });
    t.deepEqual(await outcome, { kind: 'failed', failure: { kind, message: kind } });
    t.is(trace.filter((step) => step === 'running').length, 1);
  });
}

test('a record that cannot be written is a failure of the instance', async (t) => {
  const { outcome } = start({ store: async () => Promise.reject(new Error('no space left')) });
  t.deepEqual(await outcome, { kind: 'failed', failure: { kind: 'store', message: 'no space left' } });
});

test('a stop while waiting for lease, slot or retry skips at once', async (t) => {
  for (const script of [{ lease: never }, { slot: never }, { execute: [failed('crashed')] }]) {
    const { actor, outcome } = start(script);
    await settle();
    actor.send({ type: 'STOP' });
    t.deepEqual(await outcome, { kind: 'stopped' });
  }
});

test('a stop while running asks the task to end and waits until it has', async (t) => {
  let end: (outcome: TaskOutcome) => void = () => {};
  const running = new Promise<TaskOutcome>((resolve) => {
    end = resolve;
  });
  const trace: string[] = [];
  const actor = createActor(
    instanceMachine.provide({
      actors: {
        lease: fromPromise<Outputs | undefined, Attempt>(async () => undefined),
        slot: fromPromise(async () => {}),
        execute: fromPromise<Execution, Attempt>(() => running),
        store: fromPromise(async () => ({})),
      },
      actions: { stopTask: () => trace.push('asked to stop') },
    }),
    { input: { id: 0, light: false, maxAttempts: 3 } },
  ).start();
  await settle();
  actor.send({ type: 'STOP' });
  t.is(actor.getSnapshot().value, 'running');
  end({ kind: 'stopped' });
  t.deepEqual(await toPromise(actor), { kind: 'stopped' });
  t.deepEqual(trace, ['asked to stop']);
});

test('an instance that another run took over waits for its lease again, and adopts what that one recorded', async (t) => {
  let asked = 0;
  const lease = async () => (++asked === 1 ? undefined : {});
  const { outcome, trace } = start({ lease, execute: [{ kind: 'lost' }] });
  t.deepEqual(await outcome, { kind: 'adopted', outputs: {} });
  t.deepEqual(trace, ['leasing', 'queued', 'running', 'slot released', 'leasing', 'adopted']);
});

test('what is recorded already counts, not what was computed', async (t) => {
  const recorded = { value: { type: 'json', digest: 'd', files: [] } };
  const { outcome } = start({ store: async () => recorded });
  t.deepEqual(await outcome, { kind: 'done', outputs: recorded });
});

test('retry delays double up to a minute, and what is drawn moves them by at most half', (t) => {
  t.is(retryDelayMs(1, 0), 500);
  t.is(retryDelayMs(1, 1), 1_000);
  t.is(retryDelayMs(3, 1), 4_000);
  t.is(retryDelayMs(40, 1), 60_000);
});
