import type { ActorOptions, AnyActorLogic } from 'xstate';

/** A clock for machines on which every delay is over at once. */
export const fastClock: NonNullable<ActorOptions<AnyActorLogic>['clock']> = {
  setTimeout: (run) => setImmediate(run),
  clearTimeout: (id) => clearImmediate(id),
};
