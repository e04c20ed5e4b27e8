import test from 'ava';
import type { AnyStateMachine } from 'xstate';
import { instanceMachine } from './instance-machine.js';
import { runMachine } from './run-machine.js';

/** Every way through a machine's states along its transitions, each state at most once, up to its last state. */
function paths(machine: AnyStateMachine): string[][] {
  const targetsOf = (name: string): string[] => {
    const { always, transitions } = machine.states[name]!;
    const all = [...(always ?? []), ...[...transitions.values()].flat()];
    const targets = all.flatMap(({ target }) => (target ?? []).map((node: { key: string }) => node.key));
    return [...new Set(targets)];
  };
  const walk = (path: string[]): string[][] => {
    const next = targetsOf(path.at(-1)!).filter((name) => !path.includes(name));
    return next.length === 0 ? [path] : next.flatMap((name) => walk([...path, name]));
  };
  return walk([String(machine.config.initial)]);
}

const circles = ['retryWait', 'queued'];

for (const [name, machine, ends] of [
  ['instance', instanceMachine, ['done', 'adopted', 'failed', 'stopped']],
  ['run', runMachine, ['done', 'failed', 'cancelled', 'refused']],
] as const) {
  test(`every path of the ${name} machine ends in a named final state`, (t) => {
    const walked = paths(machine);
    const stuck = walked.filter(
      (path) => machine.states[path.at(-1)! as keyof typeof machine.states]?.type !== 'final',
    );
    // A retry, and a lease that was lost, lead back to states that the path has been in: the only circles there may be.
    t.deepEqual(
      stuck.filter((path) => !circles.includes(path.at(-1)!)),
      [],
    );
    t.deepEqual(
      [...new Set(walked.map((path) => path.at(-1)!))].filter((end) => !circles.includes(end)).sort(),
      [...ends].sort(),
    );
  });

  test(`every state of the ${name} machine is reached`, (t) => {
    t.deepEqual([...new Set(paths(machine).flat())].sort(), Object.keys(machine.states).sort());
  });
}
