import test from 'ava';
import { pipelineInMemory } from '../../test/rig/pipeline-in-memory.js';
import type { Pipeline } from '../document/pipeline.js';
import { expandGraph, type Graph, instanceName, nodeOf, producersOf } from './graph.js';
import { selectInstances, withUpstream } from './select.js';

function names(graph: Graph): string[] {
  return Array.from({ length: graph.instanceCount }, (_, id) => id)
    .filter((id) => !graph.leftOut.has(id))
    .map((id) => instanceName(graph, id));
}

function feeding(graph: Graph, consumer: string, port: string): string[] {
  const id = Array.from({ length: graph.instanceCount }, (_, each) => each).find(
    (each) => instanceName(graph, each) === consumer,
  )!;
  const node = nodeOf(graph, id);
  const input = node.inputs.find(({ reference }) => reference.port === port)!;
  return producersOf(graph, input, node.space, id - node.firstId).map((each) => instanceName(graph, each));
}

function expand(pipeline: Pipeline): Graph {
  const { graph, diagnostics } = expandGraph(pipeline);
  if (diagnostics.length > 0) throw new Error(diagnostics[0]!.message);
  return graph;
}

test('a node varies over exactly the axes that it or what feeds it mentions', (t) => {
  const graph = expand(
    pipelineInMemory(
      { size: ['s', 'l'], seed: ['1', '2'] },
      {
        data: {},
        gan: { axes: ['size'], inputs: { a: 'data' } },
        tuned: { axes: ['seed'], inputs: { a: 'gan' } },
      },
    ),
  );
  t.deepEqual(names(graph), [
    'data',
    'gan[size=s]',
    'gan[size=l]',
    'tuned[size=s,seed=1]',
    'tuned[size=s,seed=2]',
    'tuned[size=l,seed=1]',
    'tuned[size=l,seed=2]',
  ]);
  t.deepEqual(feeding(graph, 'tuned[size=l,seed=1]', 'a'), ['gan[size=l]']);
});

test('axes keep the order of the document, whatever order nodes mention them in', (t) => {
  const graph = expand(
    pipelineInMemory(
      { size: ['s'], seed: ['1'] },
      { first: { axes: ['seed'] }, second: { axes: ['size'], inputs: { a: 'first' } } },
    ),
  );
  t.deepEqual(names(graph), ['first[seed=1]', 'second[size=s,seed=1]']);
});

test('an optional input whose producer is left out is absent there, a required one leaves its consumer out', (t) => {
  const graph = expand(
    pipelineInMemory(
      { init: ['R', 'P'] },
      {
        data: {},
        gan: { axes: ['init'], leftOut: (init) => (init === 'R' ? 'init is "R"' : undefined) },
        strict: { inputs: { a: 'gan' } },
        lenient: { inputs: { a: 'data', b: 'gan' } },
      },
    ),
  );
  t.deepEqual(names(graph), ['data', 'gan[init=P]', 'strict[init=P]', 'lenient[init=R]', 'lenient[init=P]']);
  t.deepEqual(feeding(graph, 'lenient[init=R]', 'b'), []);
  t.deepEqual(feeding(graph, 'lenient[init=P]', 'b'), ['gan[init=P]']);
  t.true([...graph.leftOut.values()].includes('its input "a" (gan) is left out'));
});

test('a node that is left out everywhere is an error that says why', (t) => {
  const { diagnostics } = expandGraph(
    pipelineInMemory({ init: ['R'] }, { gan: { axes: ['init'], leftOut: () => 'init is "R"' } }),
  );
  t.deepEqual(
    diagnostics.map(({ message }) => message),
    ['node "gan" is left out everywhere: init is "R"'],
  );
});

test('gather collects every instance that exists, and keeps apart the axes under "by"', (t) => {
  const graph = expand(
    pipelineInMemory(
      { model: ['u', 'h'], seed: ['1', '2'] },
      {
        score: {
          axes: ['model', 'seed'],
          leftOut: (model, seed) => (model === 'h' && seed === '2' ? 'no' : undefined),
        },
        data: {},
        table: { inputs: { a: 'data', all: { gather: 'score' } } },
        perModel: { inputs: { a: 'data', all: { gather: 'score', by: ['model'] } } },
      },
    ),
  );
  t.deepEqual(feeding(graph, 'table', 'all'), [
    'score[model=u,seed=1]',
    'score[model=u,seed=2]',
    'score[model=h,seed=1]',
  ]);
  t.deepEqual(feeding(graph, 'perModel[model=h]', 'all'), ['score[model=h,seed=1]']);
});

test('what is gathered comes in an order that the order of axes in the document does not change', (t) => {
  const axes = { seed: ['2', '1'], model: ['u', 'h'] };
  const nodes = {
    score: { axes: ['seed', 'model'] },
    table: { inputs: { a: 'data', all: { gather: 'score' } } },
  };
  const other = { model: axes.model, seed: axes.seed };
  const gathered = (order: Record<string, string[]>, own: string[]) => {
    const graph = expand(pipelineInMemory(order, { data: {}, ...nodes, score: { axes: own } }));
    const { space, firstId, inputs } = graph.nodes.at(-1)!;
    const { producer } = inputs.at(-1)!;
    const ids = producersOf(graph, inputs.at(-1)!, space, graph.instanceCount - 1 - firstId);
    return ids.map((id) => JSON.stringify(producer.space.labelsAt(id - producer.firstId)));
  };
  const expected = [
    { model: 'u', seed: '2' },
    { model: 'u', seed: '1' },
    { model: 'h', seed: '2' },
    { model: 'h', seed: '1' },
  ].map((point) => JSON.stringify(point));
  t.deepEqual(gathered(axes, ['seed', 'model']), expected);
  t.deepEqual(gathered(other, ['model', 'seed']), expected);
});

test('gathers nest: what was collected by some axes is collected further by fewer', (t) => {
  const graph = expand(
    pipelineInMemory(
      { model: ['u', 'h'], init: ['R', 'P'], seed: ['1', '2'] },
      {
        data: {},
        score: { axes: ['model', 'init', 'seed'] },
        overSeeds: { inputs: { a: 'data', all: { gather: 'score', by: ['init', 'model'] } } },
        overInits: { inputs: { a: 'data', all: { gather: 'overSeeds', by: ['model'] } } },
        all: { inputs: { a: 'data', all: { gather: 'overInits' } } },
      },
    ),
  );
  t.deepEqual(feeding(graph, 'overSeeds[model=h,init=P]', 'all'), [
    'score[model=h,init=P,seed=1]',
    'score[model=h,init=P,seed=2]',
  ]);
  t.deepEqual(feeding(graph, 'overInits[model=h]', 'all'), [
    'overSeeds[model=h,init=R]',
    'overSeeds[model=h,init=P]',
  ]);
  t.deepEqual(feeding(graph, 'all', 'all'), ['overInits[model=u]', 'overInits[model=h]']);
});

test('a gather that keeps an axis apart over which nothing varies is an error', (t) => {
  const { diagnostics } = expandGraph(
    pipelineInMemory(
      { model: ['u', 'h'], seed: ['1', '2'] },
      {
        data: {},
        score: { axes: ['model'] },
        table: { inputs: { a: 'data', all: { gather: 'score', by: ['model', 'seed'] } } },
      },
    ),
  );
  t.deepEqual(
    diagnostics.map(({ message, hint }) => [message, hint]),
    [['"score" does not vary over "seed"', 'it varies over model']],
  );
});

test('a node with more instances than can be gone through is an error, not a wait', (t) => {
  const labels = Array.from({ length: 1_001 }, (_, n) => String(n));
  const { diagnostics } = expandGraph(
    pipelineInMemory(
      { a: labels, b: labels },
      {
        first: { axes: ['a'] },
        second: { axes: ['b'], inputs: { a: 'first' } },
        third: { inputs: { a: 'second' } },
      },
    ),
  );
  t.deepEqual(
    diagnostics.map(({ message }) => message),
    ['node "second" would have 1002001 instances, where 1000000 are allowed'],
  );
});

test('a selection takes nodes and labels; what it needs comes with it', (t) => {
  const graph = expand(
    pipelineInMemory(
      { seed: ['1', '2'] },
      { data: {}, tuned: { axes: ['seed'], inputs: { a: 'data' } }, score: { inputs: { a: 'tuned' } } },
    ),
  );
  const { instances } = selectInstances(graph, { nodes: ['score'], at: { seed: ['2'] } });
  t.deepEqual(
    [...instances].map((id) => instanceName(graph, id)),
    ['score[seed=2]'],
  );
  const all = [...withUpstream(graph, instances)].map((id) => instanceName(graph, id));
  t.deepEqual(all.sort(), ['data', 'score[seed=2]', 'tuned[seed=2]']);
  const { diagnostics } = selectInstances(graph, { nodes: ['scores'], at: { seed: ['3'], sead: ['1'] } });
  t.deepEqual(
    diagnostics.map(({ message }) => message),
    ['the pipeline has no node "scores"', 'axis "seed" has no label "3"', 'the pipeline has no axis "sead"'],
  );
});

test('a selection of which no point is there is refused', (t) => {
  const graph = expand(
    pipelineInMemory(
      { init: ['R', 'P'] },
      { gan: { axes: ['init'], leftOut: (init) => (init === 'R' ? 'init is "R"' : undefined) } },
    ),
  );
  const { diagnostics } = selectInstances(graph, { nodes: [], at: { init: ['R'] } });
  t.deepEqual(
    diagnostics.map(({ message }) => message),
    ['no instance is at the points that are asked for'],
  );
});
