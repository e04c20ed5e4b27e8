import { assign, enqueueActions, fromPromise, setup } from 'xstate';
import { randomAt } from '../../random/random.js';
import { type NodeFailure, retriedFailures, type TaskOutcome } from '../executors/task.js';
import type { InstanceId } from '../graph/graph.js';
import type { Outputs } from '../plan/planner.js';

/** How an instance that was to be executed ended. */
export type InstanceOutcome =
  | { readonly kind: 'done'; readonly outputs: Outputs }
  /** Another run had computed it by the time its lease was free. */
  | { readonly kind: 'adopted'; readonly outputs: Outputs }
  | { readonly kind: 'failed'; readonly failure: NodeFailure }
  /** The run stopped before it was finished. */
  | { readonly kind: 'stopped' };

export interface InstanceInput {
  readonly id: InstanceId;
  /** Needs neither a slot nor a lease: to ask for one costs more than to compute it twice. */
  readonly light: boolean;
  /** The first included. */
  readonly maxAttempts: number;
  /** A stop was asked for before its machine was started. */
  readonly stopping?: boolean;
}

export interface Attempt extends InstanceInput {
  /** 1 for the first. */
  readonly attempt: number;
}

/** Another run took the instance's lease over while this one was suspended, and computes it. */
export type Execution = TaskOutcome | { readonly kind: 'lost' };

export type Succeeded = Extract<TaskOutcome, { kind: 'succeeded' }>;

export interface InstanceContext extends Attempt {
  readonly result: Succeeded | undefined;
  /** A stop was asked for: what fails now is not tried again. */
  readonly stopping: boolean;
  readonly outcome: InstanceOutcome;
}

/** Whether another attempt may go well. */
function isRetried({ kind }: NodeFailure): boolean {
  return (retriedFailures as readonly string[]).includes(kind);
}

const longestRetryDelayMs = 60_000;

/** Doubles from one second to a minute; half of it is drawn, so that many failing at once do not come back at once. */
export function retryDelayMs(attempt: number, uniform: number): number {
  return Math.min(longestRetryDelayMs, 1_000 * 2 ** (attempt - 1)) * (0.5 + uniform / 2);
}

const stopped: InstanceOutcome = { kind: 'stopped' };

/**
 * The life of one executing instance: lease, slot, attempt, record. What these do is provided from outside; the
 * machine says in which order, and that every path ends in done, adopted, failed or stopped.
 */
export const instanceMachine = setup({
  types: {
    context: {} as InstanceContext,
    input: {} as InstanceInput,
    output: {} as InstanceOutcome,
    events: {} as { readonly type: 'STOP' },
  },
  actors: {
    /** Resolves with outputs where another run recorded them meanwhile, else with undefined once the lease is ours. */
    lease: fromPromise<Outputs | undefined, Attempt>(unprovided),
    /** Resolves when there are cpus for the instance. */
    slot: fromPromise<void, Attempt>(unprovided),
    execute: fromPromise<Execution, Attempt>(unprovided),
    /** Commits the record, and resolves with the outputs that are recorded now. */
    store: fromPromise<Outputs, Attempt & { readonly result: Succeeded }>(unprovided),
  },
  actions: {
    /** Asks the task to save its state and end. */
    stopTask: (_, _params: Attempt) => {},
    releaseSlot: (_, _params: Attempt) => {},
    countAttempt: assign({ attempt: ({ context }) => context.attempt + 1 }),
    tellRetry: (_, _params: Attempt & { readonly failure: NodeFailure }) => {},
  },
  guards: { isLight: ({ context }) => context.light },
  delays: {
    backOff: ({ context }) =>
      retryDelayMs(
        context.attempt,
        randomAt({ stream: 'run/back-off', seed: context.id, step: context.attempt }).uniform(),
      ),
  },
}).createMachine({
  id: 'instance',
  context: ({ input }) => ({
    stopping: false,
    ...input,
    attempt: 1,
    result: undefined,
    outcome: stopped,
  }),
  initial: 'admitting',
  output: ({ context }) => context.outcome,
  states: {
    admitting: { always: [{ guard: 'isLight', target: 'running' }, { target: 'leasing' }] },
    leasing: {
      invoke: {
        src: 'lease',
        input: ({ context }) => context,
        onDone: [
          {
            guard: ({ event }) => event.output !== undefined,
            target: 'adopted',
            actions: assign({ outcome: ({ event }) => ({ kind: 'adopted', outputs: event.output ?? {} }) }),
          },
          { target: 'queued' },
        ],
        onError: { target: 'failed', actions: assign({ outcome: ({ event }) => storeFailure(event.error) }) },
      },
      on: { STOP: 'stopped' },
    },
    queued: {
      invoke: {
        src: 'slot',
        input: ({ context }) => context,
        onDone: 'running',
        onError: { target: 'failed', actions: assign({ outcome: ({ event }) => storeFailure(event.error) }) },
      },
      on: { STOP: 'stopped' },
    },
    running: {
      invoke: {
        src: 'execute',
        input: ({ context }) => context,
        onDone: [
          {
            guard: ({ event }) => event.output.kind === 'succeeded',
            target: 'storing',
            actions: assign({ result: ({ event }) => event.output as Succeeded }),
          },
          {
            guard: ({ event, context: { stopping } }) => event.output.kind === 'lost' && !stopping,
            target: 'leasing',
          },
          {
            guard: ({ event, context: { stopping } }) =>
              event.output.kind === 'lost' ||
              event.output.kind === 'stopped' ||
              (stopping && event.output.kind === 'failed' && isRetried(event.output.failure)),
            target: 'stopped',
          },
          {
            guard: ({ event, context }) =>
              event.output.kind === 'failed' &&
              isRetried(event.output.failure) &&
              context.attempt < context.maxAttempts,
            target: 'retryWait',
            actions: {
              type: 'tellRetry',
              params: ({ context, event }) => ({ ...context, failure: failureIn(event.output) }),
            },
          },
          {
            target: 'failed',
            actions: assign({
              outcome: ({ event }) => ({ kind: 'failed', failure: failureIn(event.output) }),
            }),
          },
        ],
        onError: { target: 'failed', actions: assign({ outcome: ({ event }) => storeFailure(event.error) }) },
      },
      on: {
        STOP: {
          actions: [assign({ stopping: true }), { type: 'stopTask', params: ({ context }) => context }],
        },
      },
      exit: enqueueActions(({ context, enqueue }) => {
        if (!context.light) enqueue({ type: 'releaseSlot', params: context });
      }),
    },
    storing: {
      invoke: {
        src: 'store',
        input: ({ context }) => ({ ...context, result: context.result! }),
        onDone: {
          target: 'done',
          actions: assign({ outcome: ({ event }) => ({ kind: 'done', outputs: event.output }) }),
        },
        onError: { target: 'failed', actions: assign({ outcome: ({ event }) => storeFailure(event.error) }) },
      },
    },
    retryWait: {
      after: {
        backOff: [
          { guard: 'isLight', target: 'running', actions: 'countAttempt' },
          { target: 'queued', actions: 'countAttempt' },
        ],
      },
      on: { STOP: 'stopped' },
    },
    done: { type: 'final' },
    adopted: { type: 'final' },
    failed: { type: 'final' },
    stopped: { type: 'final' },
  },
});

function failureIn(outcome: Execution): NodeFailure {
  if (outcome.kind === 'failed') return outcome.failure;
  throw new Error('bug: no failure in an outcome that is none');
}

/** Bugs are thrown on; what the disk or the store refuses is a failure of the instance. */
function storeFailure(error: unknown): InstanceOutcome {
  const message = error instanceof Error ? error.message : String(error);
  if (message.startsWith('bug:')) throw error;
  return { kind: 'failed', failure: { kind: 'store', message } };
}

async function unprovided(): Promise<never> {
  throw new Error('bug: the machine was started without its effects');
}
