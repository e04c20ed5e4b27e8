import { createActor, fromPromise, toPromise } from 'xstate';
import { runMachine } from './run-machine.js';
import type { RunHandle, RunRequest } from './run-request.js';
import { RunSession } from './run-session.js';

/** Plans and executes. The store is made, and written to, only once document, sweep and files are free of errors. */
export function startRun(request: RunRequest): RunHandle {
  const session = new RunSession(request, {
    stop: () => actor.send({ type: 'STOP' }),
    wake: () => actor.send({ type: 'WAKE' }),
  });
  const machine = runMachine.provide({
    actors: {
      validate: fromPromise(() => session.validate()),
      plan: fromPromise(({ signal }) => session.plan(signal)),
    },
    actions: { tellStopping: (_, { because }) => session.observe({ kind: 'run-stopping', because }) },
  });
  const actor = createActor(machine, {
    input: { failureMode: request.failureMode },
    ...(request.clock && { clock: request.clock }),
  });
  const result = toPromise(actor)
    .then((state) => session.end(state))
    .finally(() => session.close());
  actor.start();
  return {
    run: session.run,
    stop: () => {
      session.abandonUploads();
      actor.send({ type: 'STOP' });
    },
    yieldTo: (keys) => actor.send({ type: 'YIELD', keeps: (id) => session.isOneOf(keys, id) }),
    result,
  };
}
