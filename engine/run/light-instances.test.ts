import test from 'ava';
import { createActor, fromPromise, SimulatedClock, toPromise } from 'xstate';
import type { Outputs } from '../plan/planner.js';
import type { Execution, InstanceInput, InstanceOutcome } from './instance-machine.js';
import { instanceMachine } from './instance-machine.js';
import { LightInstances } from './light-instances.js';
import { type FailureMode, runMachine, type Schedule } from './run-machine.js';
import { failed, succeeded } from './task-outcomes.test-helper.js';

/** What each attempt at an instance comes to, in their order; the last one goes on. */
type Attempts = readonly (Execution | Promise<Execution>)[];

function start(
  instances: readonly Attempts[],
  options: { readonly store?: () => Promise<Outputs>; readonly failureMode?: FailureMode } = {},
) {
  const clock = new SimulatedClock();
  const trace: string[] = [];
  const outcomes = new Map<number, InstanceOutcome['kind']>();
  const stopped = new AbortController();
  const light = new LightInstances({
    async execute({ id, attempt }) {
      trace.push(`attempt ${attempt} at ${id}`);
      const attempts = instances[id]!;
      return attempts[Math.min(attempt, attempts.length) - 1]!;
    },
    store: options.store ?? (async () => ({})),
    stop: () => stopped.abort(),
    onEnded: () => actor.send({ type: 'WAKE' }),
    fail: (error) => {
      throw error;
    },
  });
  let ready: readonly InstanceInput[] = instances.map((_, id) => ({ id, light: true, maxAttempts: 3 }));
  const schedule: Schedule = {
    light,
    instanceLogic: instanceMachine.provide({
      actors: {
        execute: fromPromise(({ input }) => {
          trace.push(`machine for ${input.id}`);
          return light.execute(input);
        }),
        store: fromPromise(options.store ?? (async () => ({}))),
      },
    }),
    next() {
      const started = ready;
      ready = [];
      for (const input of started)
        light.start(input, () => schedule.settle(input.id, { kind: 'done', outputs: {} }));
      return [];
    },
    settle: (id, outcome) => outcomes.set(id, outcome.kind),
  };
  const machine = runMachine.provide({
    actors: {
      validate: fromPromise(async () => true),
      plan: fromPromise<Schedule | undefined>(async () => schedule),
    },
  });
  const input = { failureMode: options.failureMode ?? 'keep-going' } as const;
  const actor = createActor(machine, { input, clock });
  const state = toPromise(actor);
  actor.start();
  return { actor, clock, state, trace, outcomes, stopped: stopped.signal };
}

/** Lets everything run that waits for no clock. */
const settle = async () => {
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
};

test('light instances that go well need no machines, and the run ends after the last of them', async (t) => {
  const { state, trace, outcomes } = start([[succeeded], [succeeded]]);
  t.is(await state, 'done');
  t.deepEqual(trace, ['attempt 1 at 0', 'attempt 1 at 1']);
  t.deepEqual([...outcomes.values()], ['done', 'done']);
});

test('one that fails for good is told by a machine, which does not run it again', async (t) => {
  const { state, trace, outcomes } = start([[failed('bad-input')], [succeeded]]);
  t.is(await state, 'failed');
  t.deepEqual(trace, ['attempt 1 at 0', 'attempt 1 at 1', 'machine for 0']);
  t.deepEqual([outcomes.get(0), outcomes.get(1)], ['failed', 'done']);
});

test('one that may go well is tried again by its machine, after its delay', async (t) => {
  const { state, clock, trace, outcomes } = start([[failed('retryable'), succeeded]]);
  await settle();
  t.deepEqual(trace, ['attempt 1 at 0', 'machine for 0']);
  clock.increment(1_000);
  t.is(await state, 'done');
  t.deepEqual(trace.slice(2), ['machine for 0', 'attempt 2 at 0']);
  t.is(outcomes.get(0), 'done');
});

test('a record that cannot be written is a failure of the instance', async (t) => {
  const { state, outcomes } = start([[succeeded]], {
    store: async () => Promise.reject(new Error('no space left')),
  });
  t.is(await state, 'failed');
  t.is(outcomes.get(0), 'failed');
});

test('a stop ends what is light, and what failed meanwhile is not tried again', async (t) => {
  let end: (execution: Execution) => void = () => {};
  const running = new Promise<Execution>((resolve) => {
    end = resolve;
  });
  const { actor, state, outcomes, stopped } = start([[running]]);
  await settle();
  actor.send({ type: 'STOP' });
  t.true(stopped.aborted);
  t.is(actor.getSnapshot().value, 'draining');
  end(failed('retryable'));
  t.is(await state, 'cancelled');
  t.is(outcomes.get(0), 'stopped');
});

test('the first failure of something light stops the others where that was asked for', async (t) => {
  const running = new Promise<Execution>(() => {});
  const { stopped } = start([[failed('bad-input')], [running]], { failureMode: 'fail-fast' });
  await settle();
  t.true(stopped.aborted);
});
