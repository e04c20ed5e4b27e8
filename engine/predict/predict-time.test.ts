import test from 'ava';
import { artifactOf } from '../../cache/artifact.js';
import type { AnyNode } from '../../nodes/define-node.js';
import { type NodeSketch, pipelineInMemory, source, step } from '../../test/rig/pipeline-in-memory.js';
import { expandGraph } from '../graph/graph.js';
import type { Planning } from '../plan/make-plan.js';
import { type Outputs, Planner } from '../plan/planner.js';
import { kindOf } from './kind.js';
import { predictTime } from './predict-time.js';
import { Timings } from './timings.js';
import { Workloads } from './workloads.js';

const training: AnyNode = { ...step, type: 'training', inputs: {}, trajectory: { progress: 'epochs' } };

/** Plans a graph on an empty store, but for what `recorded` gives by the type's name. */
function plan(
  nodes: Record<string, NodeSketch>,
  recorded: (name: unknown) => Outputs | undefined = () => undefined,
  axes: Record<string, string[]> = {},
): Planning {
  const { graph } = expandGraph(pipelineInMemory(axes, nodes));
  const planner: Planner = new Planner(graph, { find: () => undefined, fileDigests: () => ({}) });
  planner.start();
  for (const id of planner.takeReady()) {
    const outputs = recorded([...graph.nodes].find(({ firstId }) => firstId === id)?.template.name);
    if (outputs) planner.complete(id, outputs, 'cached');
  }
  const files = { files: () => ({}), digests: () => ({}), listedAtMs: 0, diagnostics: [] };
  return { planner, files } as unknown as Planning;
}

const predict = (planning: Planning, timings: Timings, cpus = 1) =>
  predictTime({
    planning,
    timings,
    workloads: new Workloads(planning),
    records: undefined,
    capacity: { cpus, gpus: 0 },
    threads: 1,
  });

test('nothing to do takes no time, and of a type that never ran none is known', async (t) => {
  const done = plan({ a: {} }, () => ({}));
  t.is(predict(done, new Timings(undefined)), undefined);
  const timings = new Timings(undefined);
  await timings.add(kindOf(source, {}), { steps: 1, size: 0 }, 100);
  t.deepEqual(predict(plan({ a: {}, b: { inputs: { a: 'a' } } }), timings), { unknown: ['step'] });
});

test('a training takes so long per epoch, and one that is asked for at several epochs is trained once', async (t) => {
  const timings = new Timings(undefined);
  await timings.add(kindOf(training, { epochs: 10, rate: 1 }), { steps: 10, size: 0 }, 1_000);
  const nodes = {
    tuned: {
      definition: training,
      axes: ['epochs'],
      params: (epochs: string) => ({ rate: 1, epochs: Number(epochs) }),
    },
  };
  const planning = plan(nodes, () => undefined, { epochs: ['5', '30', '60'] });
  t.deepEqual(predict(planning, timings, 8), { durationMs: 6_000, unknown: [] });
});

test('twice the input takes twice as long', async (t) => {
  const timings = new Timings(undefined);
  await timings.add(kindOf(step, {}), { steps: 1, size: 1_000 }, 100);
  const input = (sizeBytes: number): Outputs => ({
    out: artifactOf('json', [{ name: 'x', digest: 'd', sizeBytes }]),
  });
  const nodes = { a: {}, b: { inputs: { a: 'a' }, params: () => ({}) } };
  const predicted = (bytes: number) =>
    predict(
      plan(nodes, (name) => (name === 'a' ? input(bytes) : undefined)),
      timings,
    )?.durationMs;
  t.is(predicted(1_000), 100);
  t.is(predicted(2_000), 200);
});

test('a kind that never ran is taken for the one that differs in the fewest params; seeds do not count', async (t) => {
  const timings = new Timings(undefined);
  const kind = (blocks: number, rate: number, seed = 1) =>
    kindOf(source, { network: { blocks }, rate, noise: { seed }, seed });
  const once = { steps: 1, size: 0 };
  await timings.add(kind(2, 0.1), once, 100);
  await timings.add(kind(3, 0.2), once, 300);
  t.is(timings.predictMs(kind(2, 0.1, 9), once), 100);
  t.is(timings.predictMs(kind(3, 0.4), once), 300);
  t.is(timings.predictMs(kind(4, 0.4), once), 200, 'the mean of those that are equally far');
});

test('the newest times count most, so that a faster machine is soon noticed', async (t) => {
  const timings = new Timings(undefined);
  const kind = kindOf(source, {});
  const once = { steps: 1, size: 0 };
  await timings.add(kind, once, 100);
  await timings.add(kind, once, 200);
  t.is(timings.predictMs(kind, once), 150);
  for (let run = 0; run < 20; run++) await timings.add(kind, once, 10);
  t.true(timings.predictMs(kind, once)! < 12);
});

test('what runs takes as long as its share says, or as is left of what was predicted', async (t) => {
  const timings = new Timings(undefined);
  await timings.add(kindOf(source, { name: 'a', labels: [] }), { steps: 1, size: 0 }, 100);
  const planning = plan({ a: {} });
  const left = (elapsedMs: number, done: number) =>
    predictTime({
      planning,
      timings,
      workloads: new Workloads(planning),
      records: undefined,
      capacity: { cpus: 1, gpus: 0 },
      threads: 1,
      underWay: new Map([['a', { elapsedMs, done }]]),
    })?.durationMs;
  t.is(left(30, 0), 70);
  t.is(left(130, 0), 0);
  t.is(left(50, 0.25), 150);
});
