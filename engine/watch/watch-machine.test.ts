import test from 'ava';
import { createActor, SimulatedClock } from 'xstate';
import { patienceMs, watchMachine } from './watch-machine.js';

function start() {
  const clock = new SimulatedClock();
  const trace: string[] = [];
  const logic = watchMachine.provide({
    actions: {
      begin: (_, { attempt }) => trace.push(`begin ${attempt}`),
      abandon: (_, { attempt }) => trace.push(`abandon ${attempt}`),
      tellChanged: (_, { paths }) => trace.push(`changed ${paths}`),
      tellUnsettled: (_, { path }) => trace.push(`unsettled ${path}`),
      tellIdle: () => trace.push('idle'),
      stopAll: () => trace.push('stop all'),
    },
  });
  const actor = createActor(logic, { clock }).start();
  const changed = (path: string, quietMs = 100) => actor.send({ type: 'CHANGED', path, quietMs });
  /** What happened since the last call. */
  const told = () => trace.splice(0);
  return { actor, clock, changed, told };
}

/** A watch whose first run is over. */
function startIdle() {
  const watch = start();
  watch.actor.send({ type: 'PLANNED', attempt: 1 });
  watch.actor.send({ type: 'ENDED', attempt: 1 });
  watch.told();
  return watch;
}

test('a watch plans at once, runs, and then waits for a change', (t) => {
  const { actor, told } = start();
  t.deepEqual(told(), ['begin 1']);
  actor.send({ type: 'PLANNED', attempt: 1 });
  t.deepEqual(told(), [], 'the run goes on');
  actor.send({ type: 'ENDED', attempt: 1 });
  t.deepEqual(told(), ['idle']);
});

test('a burst of changes becomes one plan, once nothing has changed for a while', (t) => {
  const { clock, changed, told } = startIdle();
  for (const path of ['a', 'b', 'a', 'c']) {
    changed(path);
    clock.increment(99);
  }
  t.deepEqual(told(), []);
  clock.increment(1);
  t.deepEqual(told(), ['changed b,a,c', 'begin 2']);
  clock.increment(10_000);
  t.deepEqual(told(), []);
});

test('the file that needs the longest quiet decides how long a burst is waited for', (t) => {
  const { clock, changed, told } = startIdle();
  changed('image', 1_000);
  changed('pipeline', 100);
  clock.increment(999);
  t.deepEqual(told(), []);
  clock.increment(1);
  t.deepEqual(told(), ['changed image,pipeline', 'begin 2']);
});

test('a file that is written for long is waited for, which is said once', (t) => {
  const { clock, changed, told } = startIdle();
  for (let at = 0; at < 3 * patienceMs; at += 500) {
    changed('large', 1_000);
    clock.increment(500);
  }
  t.deepEqual(told(), ['unsettled large']);
  clock.increment(500);
  t.deepEqual(told(), ['changed large', 'begin 2']);
});

test('what changed in an earlier burst has no say in how long a later one is waited for', (t) => {
  const { actor, clock, changed, told } = startIdle();
  changed('image', 1_000);
  clock.increment(1_000);
  actor.send({ type: 'PLANNED', attempt: 2 });
  told();
  changed('pipeline', 100);
  clock.increment(100);
  t.deepEqual(told(), ['changed pipeline', 'begin 3']);
});

test('a change while planning makes the plan worthless', (t) => {
  const { actor, clock, changed, told } = start();
  told();
  changed('a');
  t.deepEqual(told(), ['abandon 1']);
  actor.send({ type: 'ENDED', attempt: 1 });
  clock.increment(100);
  t.deepEqual(told(), ['changed a', 'begin 2']);
});

test('an abandoned plan that ends late is not taken for the end of the newer one', (t) => {
  const { actor, clock, changed, told } = start();
  changed('a');
  clock.increment(100);
  told();
  actor.send({ type: 'ENDED', attempt: 1 });
  actor.send({ type: 'PLANNED', attempt: 1 });
  t.is(actor.getSnapshot().value, 'planning');
  actor.send({ type: 'PLANNED', attempt: 2 });
  t.deepEqual(actor.getSnapshot().value, { watching: 'busy' });
});

test('a refused plan stops nothing: the watch is busy until the older run ends', (t) => {
  const { actor, clock, changed, told } = start();
  actor.send({ type: 'PLANNED', attempt: 1 });
  changed('pipeline');
  clock.increment(100);
  told();
  actor.send({ type: 'ENDED', attempt: 2 });
  t.deepEqual(actor.getSnapshot().value, { watching: 'busy' });
  t.deepEqual(told(), []);
});

test('a stop waits until everything has ended, whatever was going on', (t) => {
  for (const lead of [
    () => {},
    ({ actor }) => actor.send({ type: 'PLANNED', attempt: 1 }),
    ({ changed }) => changed('a'),
  ] as ((watch: ReturnType<typeof start>) => void)[]) {
    const watch = start();
    lead(watch);
    watch.told();
    watch.actor.send({ type: 'STOP' });
    watch.changed('a');
    watch.clock.increment(10_000);
    t.deepEqual(watch.told(), ['stop all']);
    t.is(watch.actor.getSnapshot().value, 'stopping');
    watch.actor.send({ type: 'ENDED', attempt: 1 });
    t.is(watch.actor.getSnapshot().status, 'done');
  }
});

test('an older run that ends while a newer one runs ends nothing else', (t) => {
  const { actor, clock, changed, told } = start();
  actor.send({ type: 'PLANNED', attempt: 1 });
  changed('pipeline');
  clock.increment(100);
  actor.send({ type: 'PLANNED', attempt: 2 });
  told();
  actor.send({ type: 'ENDED', attempt: 1 });
  t.deepEqual(told(), []);
  actor.send({ type: 'ENDED', attempt: 2 });
  t.deepEqual(told(), ['idle']);
});
