/** Walks every simple path of both machines: from each state on with whatever its effects, the clock and the user do. */
import test, { type ExecutionContext } from 'ava';
import type { AnyMachineSnapshot, AnyStateMachine, EventObject } from 'xstate';
import { adjacencyMapToArray, getAdjacencyMap, getSimplePaths } from 'xstate/graph';
import { type InstanceInput, type InstanceOutcome, instanceMachine } from './instance-machine.js';
import { type FailureMode, runMachine, type Schedule } from './run-machine.js';
import { failed, succeeded } from './task-outcomes.test-helper.js';

type Walked = Parameters<typeof getSimplePaths<AnyStateMachine>>[1];
type Events = (snapshot: AnyMachineSnapshot) => readonly EventObject[];

/** Paths and transitions of a machine; states that differ in nothing that matters count as one. */
function walk(
  machine: AnyStateMachine,
  input: unknown,
  events: Events,
  matters: (context: never) => unknown,
) {
  const options = {
    input,
    events: (snapshot: AnyMachineSnapshot) => (snapshot.status === 'active' ? events(snapshot) : []),
    serializeState: ({ value, context }: AnyMachineSnapshot) =>
      JSON.stringify([value, matters(context as never)]),
    serializeEvent: (event: EventObject) => JSON.stringify(event),
  } as unknown as NonNullable<Walked>;
  const steps = adjacencyMapToArray(getAdjacencyMap(machine, options as never)) as unknown as readonly {
    readonly state: AnyMachineSnapshot;
    readonly nextState: AnyMachineSnapshot;
  }[];
  return { steps, paths: getSimplePaths(machine, options), id: options.serializeState! };
}

/** That there is a way to an end from everywhere, and the ends that there are. */
function ends(t: ExecutionContext, { steps, paths, id }: ReturnType<typeof walk>): string[] {
  const idOf = id as unknown as (snapshot: AnyMachineSnapshot) => string;
  const ending = new Set(
    paths.filter(({ state }) => state.status !== 'active').map(({ state }) => idOf(state)),
  );
  for (let before = -1; before !== ending.size; ) {
    before = ending.size;
    for (const { state, nextState } of steps) if (ending.has(idOf(nextState))) ending.add(idOf(state));
  }
  for (const { state } of paths) {
    t.true(ending.has(idOf(state)), `no way out of ${idOf(state)}`);
    if (state.status !== 'active') t.is(state.status, 'done', idOf(state));
  }
  const final = paths.filter(({ state }) => state.status === 'done');
  return [...new Set(final.map(({ state }) => String(state.value)))].sort();
}

function reached({ steps }: ReturnType<typeof walk>): string[] {
  return [
    ...new Set(steps.flatMap(({ state, nextState }) => [String(state.value), String(nextState.value)])),
  ].sort();
}

/** Named states in which a machine may be seen; it passes through the others on its way. */
function visible(machine: AnyStateMachine): string[] {
  const passed = (name: string) => {
    const { always, config } = machine.states[name]!;
    return always?.length && !config.on;
  };
  return Object.keys(machine.states)
    .filter((name) => !passed(name))
    .sort();
}

/** What each effect of the instance machine may resolve with. */
const answers: Readonly<Record<string, readonly unknown[]>> = {
  leasing: [undefined, {}],
  queued: [undefined],
  running: [succeeded, { kind: 'stopped' }, failed('bad-input'), failed('crashed')],
  storing: [undefined],
};

const instanceEvents: Events = ({ value, context }) => {
  const id = `0.instance.${value}`;
  // Only those that take a lease can lose it.
  const lost = value === 'running' && !context['light'] ? [{ kind: 'lost' }] : [];
  const outputs = [...(answers[String(value)] ?? []), ...lost];
  return [
    ...outputs.map((output) => ({ type: `xstate.done.actor.${id}`, output })),
    ...(outputs.length > 0 ? [{ type: `xstate.error.actor.${id}`, error: new Error('no space left') }] : []),
    { type: 'xstate.after.backOff.instance.retryWait' },
    { type: 'STOP' },
  ];
};

for (const light of [true, false]) {
  test(`every path of a ${light ? 'light ' : ''}instance ends done, adopted, failed or stopped`, (t) => {
    const input = { id: 0, light, maxAttempts: 3 } as InstanceInput;
    const walked = walk(
      instanceMachine,
      input,
      instanceEvents,
      (context: Record<string, unknown>) => context,
    );
    t.deepEqual(
      ends(t, walked),
      light ? ['done', 'failed', 'stopped'] : ['adopted', 'done', 'failed', 'stopped'],
    );
    for (const { state } of walked.paths) {
      if (state.status === 'done')
        t.is((state.output as InstanceOutcome).kind, state.value as InstanceOutcome['kind']);
    }
    const others = ['adopted', 'leasing', 'queued'];
    t.deepEqual(
      reached(walked),
      visible(instanceMachine).filter((name) => !light || !others.includes(name)),
    );
  });
}

type EndedInstance = InstanceOutcome & { readonly more: boolean };
const one = [{ id: 0, light: true, maxAttempts: 3 } as InstanceInput];

/** Each instance that ends says whether another one follows it; else there is one to start whenever asked, or never. */
class Following implements Schedule {
  readonly instanceLogic = instanceMachine;
  readonly always: boolean;
  #more: boolean;

  constructor(always: boolean) {
    this.always = always;
    this.#more = always;
  }

  next(): readonly InstanceInput[] {
    const more = this.#more;
    this.#more = this.always;
    return more ? one : [];
  }

  settle(_: number, outcome: InstanceOutcome): void {
    this.#more = (outcome as EndedInstance).more;
  }
}

const runEvents: Events = ({ value, context }) => {
  const done = (of: string, output: unknown) => ({ type: `xstate.done.actor.${of}`, actorId: of, output });
  const stop = { type: 'STOP' };
  if (value === 'validating')
    return [true, false].map((valid) => done('0.run.validating', valid)).concat(stop as never);
  if (value === 'planning') {
    const plans = [new Following(true), new Following(false), undefined];
    return [...plans.map((plan) => done('0.run.planning', plan)), stop];
  }
  const { always } = (context as { readonly schedule: Following }).schedule;
  // Who drains asks for nothing more.
  const follow = value === 'draining' ? [always] : [true, false];
  const outcomes: readonly InstanceOutcome[] = [
    { kind: 'done', outputs: {} },
    { kind: 'stopped' },
    { kind: 'failed', failure: { kind: 'error', message: '' } },
  ];
  const ended = outcomes.flatMap((outcome) => follow.map((more) => done('instance-0', { ...outcome, more })));
  return [...ended, stop, { type: 'WAKE' }];
};

for (const failureMode of ['keep-going', 'fail-fast'] satisfies FailureMode[]) {
  test(`every path of a run ends done, failed, cancelled or refused (${failureMode})`, (t) => {
    const matters = (context: { underWay: number; failed: number; state: string; schedule?: Following }) => [
      Math.min(context.underWay, 2),
      Math.min(context.failed, 1),
      context.state,
      context.schedule?.always,
    ];
    const walked = walk(runMachine, { failureMode }, runEvents, matters);
    t.deepEqual(ends(t, walked), ['cancelled', 'done', 'failed', 'refused']);
    for (const { state } of walked.paths) if (state.status === 'done') t.is(state.output, state.value);
    t.deepEqual(reached(walked), visible(runMachine));
  });
}
