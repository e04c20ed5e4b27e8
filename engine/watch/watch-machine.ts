import { assign, setup } from 'xstate';

/** A file or folder that the pipeline is made of changed, appeared or vanished. */
export interface Change {
  readonly type: 'CHANGED';
  readonly path: string;
  /** How long nothing may change after this before it counts as finished. */
  readonly quietMs: number;
}

export type WatchMachineEvent =
  | Change
  /** The plan of an attempt is good: it is what is wanted from now on. */
  | { readonly type: 'PLANNED'; readonly attempt: number }
  /** An attempt ended: its run, or, where it was never planned, its refusal. */
  | { readonly type: 'ENDED'; readonly attempt: number }
  | { readonly type: 'STOP' };

interface Context {
  /** The newest attempt; 0 before the first. */
  readonly attempt: number;
  /** Attempts that have not ended. A run that an edit made old may outlive the beginning of the next. */
  readonly live: number;
  /** What changed since the newest attempt began. */
  readonly changed: readonly string[];
  readonly quietMs: number;
}

/** How long changes may go on until the user is told what is waited for. */
export const patienceMs = 3_000;

/**
 * The life of a watch: plan, then watch; after a change settle, until nothing has changed for a while, and plan again.
 * A change while planning makes the attempt worthless; a change while something runs stops nothing before the next
 * plan is known to be good. Ends in stopped, once everything that ran has saved its state and ended.
 */
export const watchMachine = setup({
  types: { context: {} as Context, events: {} as WatchMachineEvent },
  actions: {
    /** Begins to plan, and runs what the plan asks for. */
    begin: (_, _params: { readonly attempt: number }) => {},
    /** Ends an attempt that is still planning. */
    abandon: (_, _params: { readonly attempt: number }) => {},
    tellChanged: (_, _params: { readonly paths: readonly string[] }) => {},
    tellUnsettled: (_, _params: { readonly path: string }) => {},
    /** Nothing runs: only another change goes on from here. */
    tellIdle: () => {},
    /** Lets everything that runs save its state and end. */
    stopAll: () => {},
    countAttempt: assign(({ context }) => ({
      attempt: context.attempt + 1,
      live: context.live + 1,
      changed: [],
      quietMs: 0,
    })),
    countEnd: assign({ live: ({ context }) => context.live - 1 }),
    note: assign(({ context, event }) => {
      if (event.type !== 'CHANGED') return {};
      const others = context.changed.filter((path) => path !== event.path);
      return {
        changed: [...others, event.path],
        quietMs: Math.max(context.quietMs, event.quietMs),
      };
    }),
  },
  guards: {
    isNewest: ({ context, event }) => 'attempt' in event && event.attempt === context.attempt,
    nothingLives: ({ context }) => context.live === 0,
  },
  delays: { quiet: ({ context }) => context.quietMs, patience: patienceMs },
}).createMachine({
  id: 'watch',
  context: { attempt: 0, live: 0, changed: [], quietMs: 0 },
  initial: 'planning',
  on: { ENDED: { actions: 'countEnd' }, STOP: '.stopping' },
  states: {
    planning: {
      entry: ['countAttempt', { type: 'begin', params: ({ context }) => context }],
      on: {
        PLANNED: { guard: 'isNewest', target: 'watching' },
        ENDED: [{ guard: 'isNewest', target: 'watching', actions: 'countEnd' }, { actions: 'countEnd' }],
        CHANGED: {
          target: 'settling',
          actions: [{ type: 'abandon', params: ({ context }) => context }, 'note'],
        },
      },
    },
    watching: {
      initial: 'busy',
      on: { CHANGED: { target: 'settling', actions: 'note' } },
      states: {
        busy: { always: { guard: 'nothingLives', target: 'idle' } },
        idle: { entry: 'tellIdle' },
      },
    },
    settling: {
      // Told once, however often the wait below begins anew.
      after: {
        patience: {
          actions: {
            type: 'tellUnsettled',
            params: ({ context }) => ({ path: context.changed.at(-1) ?? '' }),
          },
        },
      },
      initial: 'quiet',
      states: {
        quiet: {
          after: {
            quiet: {
              target: '#watch.planning',
              actions: { type: 'tellChanged', params: ({ context }) => ({ paths: context.changed }) },
            },
          },
          on: { CHANGED: { target: 'quiet', reenter: true, actions: 'note' } },
        },
      },
    },
    stopping: {
      entry: 'stopAll',
      always: { guard: 'nothingLives', target: 'stopped' },
      // A second stop is the caller's: it ends the process.
      on: { STOP: {} },
    },
    stopped: { type: 'final' },
  },
});
