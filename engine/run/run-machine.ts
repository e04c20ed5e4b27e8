import {
  type ActorRefFrom,
  assign,
  type DoneActorEvent,
  fromPromise,
  type SnapshotFrom,
  setup,
  stopChild,
} from 'xstate';
import type { InstanceId } from '../graph/graph.js';
import type { InstanceInput, InstanceOutcome, instanceMachine } from './instance-machine.js';
import type { LightInstances } from './light-instances.js';

export type FailureMode = 'keep-going' | 'fail-fast';

/** How a run ended; `refused` is bad input, found before anything ran. */
export type RunState = 'done' | 'failed' | 'cancelled' | 'refused';

/** What the machine asks of the planner and the queue behind it. */
export interface Schedule {
  /** Instances to be started now. */
  next(): readonly InstanceInput[];
  /** What executes an instance: the instance machine with its effects. */
  readonly instanceLogic: typeof instanceMachine;
  /** Takes in how an instance ended. */
  settle(id: InstanceId, outcome: InstanceOutcome): void;
  /** What runs without a machine each, where anything does. WAKE is sent when some of it ended. */
  readonly light?: Pick<LightInstances, 'isBusy' | 'takeHandedOver' | 'stopAll'>;
}

interface Context {
  readonly failureMode: FailureMode;
  readonly schedule: Schedule | undefined;
  readonly underWay: number;
  readonly failed: number;
  readonly state: RunState;
}

/** The types of `setup` know only logic that is named there; this one exists once there is a plan. */
type SpawnInstance = (
  logic: typeof instanceMachine,
  options: { readonly id: string; readonly input: InstanceInput },
) => ActorRefFrom<typeof instanceMachine>;

const actorPrefix = 'instance-';

/**
 * The life of a run: validating → planning → running → done or failed. A stop, or the first failure where that was
 * asked for, leads through draining, in which what runs saves its state and ends; where a newer run takes over, it goes
 * on with what that one wants, too. Every path ends in done, failed, cancelled or refused.
 */
export const runMachine = setup({
  types: {
    context: {} as Context,
    input: {} as { readonly failureMode: FailureMode },
    output: {} as RunState,
    events: {} as
      | { readonly type: 'STOP' | 'WAKE' }
      | { readonly type: 'YIELD'; readonly keeps: (id: InstanceId) => boolean }
      | DoneActorEvent<InstanceOutcome>,
  },
  actors: {
    /** Resolves with whether the document is free of errors. */
    validate: fromPromise<boolean>(unprovided),
    /** Resolves with what there is to do, or with undefined where the plan shows errors. */
    plan: fromPromise<Schedule | undefined>(unprovided),
  },
  actions: {
    tellStopping: (_, _params: { readonly because: 'interrupt' | 'failure' | 'edit' }) => {},
    startNext: assign({
      underWay: ({ context, spawn }) => {
        const { schedule, underWay } = context;
        const endsNow = context.failureMode === 'fail-fast' && context.failed > 0;
        if (!schedule || endsNow) return underWay;
        const next = [...(schedule.light?.takeHandedOver() ?? []), ...schedule.next()];
        return underWay + spawnInstances(schedule, next, spawn);
      },
    }),
    /** What is not tried again now, but whose end is still to be told. */
    startHandedOver: assign({
      underWay: ({ context: { schedule, underWay }, spawn }) => {
        const handedOver = schedule?.light?.takeHandedOver() ?? [];
        if (!schedule || handedOver.length === 0) return underWay;
        const stopping = handedOver.map((input) => ({ ...input, stopping: true }));
        return underWay + spawnInstances(schedule, stopping, spawn);
      },
    }),
    settle: assign(({ context, event }) => {
      const { actorId, output } = event as DoneActorEvent<InstanceOutcome>;
      const id = Number(actorId.slice(actorPrefix.length));
      context.schedule?.settle(id, output);
      return {
        underWay: context.underWay - 1,
        failed: context.failed + (output.kind === 'failed' ? 1 : 0),
      };
    }),
    /** A done actor stays a child until it is stopped, and ending a machine costs the square of its children. */
    forget: stopChild(({ event }) => (event as DoneActorEvent).actorId),
    stopAll: ({ self, context }) => {
      context.schedule?.light?.stopAll();
      for (const [id, actor] of Object.entries(self.getSnapshot().children))
        if (id.startsWith(actorPrefix)) actor?.send({ type: 'STOP' });
    },
    /** Stops all but what is being computed and kept: what only waits may as well wait in the run that comes after. */
    stopUnwanted: ({ event, self, context }) => {
      if (event.type !== 'YIELD') return;
      context.schedule?.light?.stopAll(event.keeps);
      for (const [id, actor] of Object.entries(self.getSnapshot().children)) {
        if (!actor || !id.startsWith(actorPrefix)) continue;
        const { value } = actor.getSnapshot() as SnapshotFrom<typeof instanceMachine>;
        if (value !== 'running' || !event.keeps(Number(id.slice(actorPrefix.length))))
          actor.send({ type: 'STOP' });
      }
    },
  },
  guards: {
    nothingUnderWay: ({ context }) => context.underWay === 0 && !context.schedule?.light?.isBusy,
    failsFast: ({ context }) => context.failureMode === 'fail-fast' && context.failed > 0,
  },
}).createMachine({
  id: 'run',
  context: ({ input }) => ({
    failureMode: input.failureMode,
    schedule: undefined,
    underWay: 0,
    failed: 0,
    state: 'done',
  }),
  output: ({ context }) => context.state,
  initial: 'validating',
  states: {
    validating: {
      invoke: {
        src: 'validate',
        onDone: [{ guard: ({ event }) => event.output, target: 'planning' }, { target: 'refused' }],
      },
      on: { STOP: 'cancelled', YIELD: 'cancelled' },
    },
    planning: {
      invoke: {
        src: 'plan',
        onDone: [
          {
            guard: ({ event }) => event.output !== undefined,
            target: 'running',
            actions: assign({ schedule: ({ event }) => event.output }),
          },
          { target: 'refused' },
        ],
      },
      on: { STOP: 'cancelled', YIELD: 'cancelled' },
    },
    running: {
      entry: 'startNext',
      always: [
        {
          guard: 'failsFast',
          target: 'draining',
          actions: [{ type: 'tellStopping', params: { because: 'failure' } }, 'stopAll'],
        },
        { guard: 'nothingUnderWay', target: 'settled' },
      ],
      on: {
        'xstate.done.actor.*': { actions: ['settle', 'forget', 'startNext'] },
        // An instance began to wait for another run, or a light one ended, so there is room for one more.
        WAKE: { actions: 'startNext' },
        STOP: {
          target: 'draining',
          actions: [
            assign({ state: 'cancelled' }),
            { type: 'tellStopping', params: { because: 'interrupt' } },
            'stopAll',
          ],
        },
        YIELD: {
          target: 'draining',
          actions: [
            assign({ state: 'cancelled' }),
            { type: 'tellStopping', params: { because: 'edit' } },
            'stopUnwanted',
          ],
        },
      },
    },
    draining: {
      entry: 'startHandedOver',
      always: { guard: 'nothingUnderWay', target: 'settled' },
      on: {
        'xstate.done.actor.*': { actions: ['settle', 'forget'] },
        WAKE: { actions: 'startHandedOver' },
        STOP: { actions: [assign({ state: 'cancelled' }), 'stopAll'] },
        YIELD: { actions: 'stopUnwanted' },
      },
    },
    settled: {
      always: [
        { guard: ({ context }) => context.state === 'cancelled', target: 'cancelled' },
        { guard: ({ context }) => context.failed > 0, target: 'failed' },
        { target: 'done' },
      ],
    },
    done: { type: 'final' },
    failed: { type: 'final', entry: assign({ state: 'failed' }) },
    cancelled: { type: 'final', entry: assign({ state: 'cancelled' }) },
    refused: { type: 'final', entry: assign({ state: 'refused' }) },
  },
});

/** @returns how many there are */
function spawnInstances(schedule: Schedule, inputs: readonly InstanceInput[], spawn: unknown): number {
  for (const input of inputs)
    (spawn as SpawnInstance)(schedule.instanceLogic, { id: `${actorPrefix}${input.id}`, input });
  return inputs.length;
}

async function unprovided(): Promise<never> {
  throw new Error('bug: the machine was started without its effects');
}
