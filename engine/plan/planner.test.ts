import test from 'ava';
import { artifactOf } from '../../cache/artifact.js';
import { type NodeSketch, pipelineInMemory } from '../../test/rig/pipeline-in-memory.js';
import { expandGraph, instanceName } from '../graph/graph.js';
import { type Outputs, Planner } from './planner.js';

/** Outputs whose identity is the text. */
function outputs(text: string): Outputs {
  const digest = Buffer.from(text).toString('hex').padEnd(64, '0').slice(0, 64);
  return { out: artifactOf('json', [{ name: 'value.json', digest, sizeBytes: text.length }]) };
}

class World {
  readonly records = new Map<string, Outputs>();

  planner(axes: Record<string, string[]>, nodes: Record<string, NodeSketch>): Planner {
    const { graph } = expandGraph(pipelineInMemory(axes, nodes));
    const planner = new Planner(graph, { find: (key) => this.records.get(key), fileDigests: () => ({}) });
    planner.start();
    return planner;
  }

  /** Runs everything there is to run; a node's output is what `compute` makes of its name. Returns what ran. */
  run(planner: Planner, compute: (instance: string) => string): string[] {
    const ran: string[] = [];
    for (let ready = planner.takeReady(); ready.length > 0; ready = planner.takeReady()) {
      for (const id of ready) {
        const instance = instanceName(planner.graph, id);
        ran.push(instance);
        const result = outputs(compute(instance));
        this.records.set(planner.key(id)!, result);
        planner.complete(id, result, 'done');
      }
    }
    return ran;
  }
}

function states(planner: Planner): Record<string, string> {
  const ids = Array.from({ length: planner.graph.instanceCount }, (_, id) => id);
  return Object.fromEntries(ids.map((id) => [instanceName(planner.graph, id), planner.state(id)]));
}

const chain = (value: number): Record<string, NodeSketch> => ({
  data: { params: () => ({ value }) },
  tuned: { inputs: { a: 'data' } },
  table: { inputs: { a: 'tuned' } },
});

test('what has no record runs, and what depends on it waits', (t) => {
  t.deepEqual(states(new World().planner({}, chain(1))), { data: 'run', tuned: 'waiting', table: 'waiting' });
});

test('after a run everything is cached, as far downstream as records reach', (t) => {
  const world = new World();
  t.deepEqual(world.run(world.planner({}, chain(1)), String), ['data', 'tuned', 'table']);
  t.deepEqual(states(world.planner({}, chain(1))), { data: 'cached', tuned: 'cached', table: 'cached' });
});

test('a recomputation that yields the same bytes stops there', (t) => {
  const world = new World();
  world.run(world.planner({}, chain(1)), String);
  const again = world.planner({}, chain(2));
  t.deepEqual(states(again), { data: 'run', tuned: 'waiting', table: 'waiting' });
  t.deepEqual(world.run(again, String), ['data']);
  t.deepEqual(states(again), { data: 'done', tuned: 'cached', table: 'cached' });
});

test('two nodes that mean the same computation are computed once', (t) => {
  const world = new World();
  const twins = {
    one: { params: () => ({ value: 1 }) },
    two: { params: () => ({ value: 1 }) },
    after: { inputs: { a: 'two' } },
  };
  const planner = world.planner({}, twins);
  t.deepEqual(states(planner), { one: 'run', two: 'shared', after: 'waiting' });
  t.deepEqual(world.run(planner, String), ['one', 'after']);
});

test('adding a value to an axis runs only the new points and what gathers them', (t) => {
  const world = new World();
  const nodes = {
    data: {},
    tuned: { axes: ['seed'], inputs: { a: 'data' } },
    table: { inputs: { a: 'data', all: { gather: 'tuned' } } },
  };
  world.run(world.planner({ seed: ['1', '2'] }, nodes), String);
  t.deepEqual(world.run(world.planner({ seed: ['1', '2', '3'] }, nodes), String), ['tuned[seed=3]', 'table']);
});

test('the order of nodes and of axis values changes no key', (t) => {
  const keys = (axes: string[], reversed: boolean) => {
    const nodes = Object.entries({ data: {}, tuned: { axes: ['seed'] } });
    const planner = new World().planner(
      { seed: axes },
      Object.fromEntries(reversed ? nodes.reverse() : nodes),
    );
    const ids = Array.from({ length: planner.graph.instanceCount }, (_, id) => id);
    return Object.fromEntries(ids.map((id) => [instanceName(planner.graph, id), planner.key(id)]));
  };
  t.deepEqual(keys(['1', '2'], false), keys(['2', '1'], true));
});

test('a failure blocks what is downstream of it and nothing else', (t) => {
  const world = new World();
  const planner = world.planner(
    { seed: ['1', '2'] },
    {
      data: { axes: ['seed'] },
      tuned: { inputs: { a: 'data' } },
      table: { inputs: { a: 'tuned', all: { gather: 'tuned' } } },
    },
  );
  const [first, second] = planner.takeReady();
  planner.fail(first!);
  planner.complete(second!, outputs('x'), 'done');
  t.deepEqual(states(planner), {
    'data[seed=1]': 'failed',
    'data[seed=2]': 'done',
    'tuned[seed=1]': 'blocked',
    'tuned[seed=2]': 'run',
    'table[seed=1]': 'blocked',
    'table[seed=2]': 'blocked',
  });
});

test('the order of axes and of nodes in the document changes no key and no result', (t) => {
  const axes = { model: ['u', 'h'], init: ['R', 'P'], seed: ['2', '1', '3'] };
  const sorted = (names: readonly (keyof typeof axes)[]) =>
    Object.fromEntries(names.map((name) => [name, axes[name]]));
  const own = (name: string, names: readonly string[], order: readonly string[]): NodeSketch => {
    const here = order.filter((axis) => names.includes(axis));
    const point = (labels: readonly string[]) =>
      Object.fromEntries(here.map((axis, at) => [axis, labels[at]!] as const).sort());
    return { axes: here, params: (...labels) => ({ name, ...point(labels) }) };
  };
  /** For every instance, by node and sorted labels, its key; outputs follow from keys, as those of real nodes. */
  const keysOf = (names: readonly (keyof typeof axes)[], isReversed: boolean): Record<string, string> => {
    const tables: [string, NodeSketch][] = [
      ['perModel', { inputs: { a: 'data', all: { gather: 'tuned', by: ['model'] } } }],
      ['table', { inputs: { a: 'data', all: { gather: 'tuned' } } }],
    ];
    const planner = new World().planner(sorted(names), {
      data: {},
      gan: { ...own('gan', ['model', 'init'], names), inputs: { a: 'data' } },
      tuned: { ...own('tuned', ['seed'], names), inputs: { a: 'gan' } },
      ...Object.fromEntries(isReversed ? tables.reverse() : tables),
    });
    for (let ready = planner.takeReady(); ready.length > 0; ready = planner.takeReady())
      for (const id of ready) planner.complete(id, outputs(planner.key(id)!), 'done');
    const { graph } = planner;
    const keys = graph.nodes.flatMap(({ template, space, firstId }) =>
      space.indices().map((index) => {
        const name = `${template.name} ${JSON.stringify(space.labelsAt(index))}`;
        return [name, planner.key(firstId + index)!] as const;
      }),
    );
    return Object.fromEntries(keys);
  };
  const expected = keysOf(['model', 'init', 'seed'], false);
  t.is(Object.keys(expected).length, 1 + 4 + 12 + 2 + 1);
  t.deepEqual(keysOf(['seed', 'init', 'model'], true), expected);
  t.deepEqual(keysOf(['init', 'seed', 'model'], false), expected);
});
