import test from 'ava';
import type { AnyNode } from '../../../nodes/define-node.js';
import { expandGraph } from '../../graph/graph.js';
import { formatDiagnostic } from '../diagnostics/format-diagnostic.js';
import { loadGood, problemsOf, testNodes } from '../load-text.test-helper.js';

const judge: AnyNode = {
  ...testNodes[1]!,
  type: 'judge',
  outputs: {
    scores: { artifact: 'scores', description: 'Of all images.' },
    history: { artifact: 'history', description: 'Of all epochs.' },
    weights: { artifact: 'weights', description: 'No values.' },
  },
};
const nodes = [...testNodes, judge];

const halving = (more: object = {}) => ({
  axis: 'init',
  metric: { node: 'tuned', value: 'dice' },
  rungs: [5, 15],
  keep: 0.5,
  ...more,
});

const documentWith = (more: object = {}, rest: object = {}) => ({
  axes: { init: [1, 2, 3], seed: [1, 2] },
  search: { successiveHalving: halving(more) },
  nodes: {
    images: { type: 'source', params: { path: 'x${init}' } },
    tuned: {
      type: 'trainer',
      inputs: { images: 'images.images' },
      params: { epochs: '${rung}', seed: '${seed}' },
    },
  },
  ...rest,
});

/** Without what formatting adds: the messages and hints alone. */
const spoken = (lines: readonly string[]) =>
  lines.flatMap((line) => /(?:error|hint): (.*)$/.exec(line)?.[1] ?? []);

test('a search brings the axis rung and a node of decisions, one for each rung', async (t) => {
  const pipeline = await loadGood(t, { document: documentWith({ by: ['seed'] }) });
  t.deepEqual(pipeline.axes.get('rung')?.values, [5, 15]);
  t.deepEqual(pipeline.search, {
    node: 'search',
    rungAxis: 'rung',
    axes: ['init'],
    by: ['seed'],
    keep: 0.5,
    metric: 'dice',
  });
  const { graph, diagnostics } = expandGraph(pipeline);
  t.deepEqual(diagnostics, []);
  const decisions = graph.nodes.at(-1)!;
  t.deepEqual(
    decisions.space.indices().map((index) => decisions.space.labelsAt(index)),
    [
      { rung: '5', seed: '1' },
      { rung: '15', seed: '1' },
      { rung: '5', seed: '2' },
      { rung: '15', seed: '2' },
    ],
  );
  t.deepEqual(pipeline.document()['axes'], { init: { 1: 1, 2: 2, 3: 3 }, seed: { 1: 1, 2: 2 } });
});

test('what is wrong is underlined where it is written', async (t) => {
  const document = `{
  "axes": { "init": [1, 2, 3] },
  "search": {
    "successiveHalving": { "axis": "int", "metric": { "node": "tuned", "value": "dice" }, "rungs": [5, 5], "keep": 0.5 }
  },
  "nodes": {
    "images": { "type": "source", "params": { "path": "x\${init}" } },
    "tuned": { "type": "trainer", "inputs": { "images": "images.images" }, "params": { "epochs": "\${rung}" } }
  }
}`;
  t.deepEqual(await problemsOf(t, { document }), [
    'pipeline.json:4:36  error: unknown axis "int"',
    '    "successiveHalving": { "axis": "int", "metric": { "node": "tuned", "value": "dice" }, "rungs": [5, 5…',
    '                                   ~~~~~',
    '    hint: did you mean "init"?',
    'pipeline.json:4:104  error: rungs must increase: 5 comes after 5',
    '    …tuned", "value": "dice" }, "rungs": [5, 5], "keep": 0.5 }',
    '                                             ~',
    '    hint: each rung says how far trainings go before the next decision',
  ]);
});

for (const [title, more, expected] of [
  [
    'rungs that do not increase',
    { rungs: [5, 15, 10] },
    [
      'rungs must increase: 10 comes after 15',
      'each rung says how far trainings go before the next decision',
    ],
  ],
  ['a single rung', { rungs: [5] }, ['expected at least 2 items, found 1']],
  [
    'rungs that are no epochs',
    { rungs: [0, 2.5] },
    ['expected at least 1, found 0', 'expected a whole number, found 2.5'],
  ],
  ['a share of nothing', { keep: 0 }, ['expected more than 0, found 0']],
  ['a share of everything', { keep: 1 }, ['expected less than 1, found 1']],
  ['an unknown axis', { axis: ['init', 'sead'] }, ['unknown axis "sead"', 'did you mean "seed"?']],
  ['an unknown axis under by', { by: ['sead'] }, ['unknown axis "sead"', 'did you mean "seed"?']],
  [
    'an axis that is searched and decided apart',
    { by: ['init'] },
    [
      '"init" is under both "axis" and "by"',
      'candidates differ on "axis"; "by" are axes at whose points a decision is taken of its own',
    ],
  ],
  [
    'a metric of an unknown node',
    { metric: { node: 'tund', value: 'dice' } },
    ['unknown node "tund"', 'did you mean "tuned"?'],
  ],
  [
    'a metric of an unknown output',
    { metric: { node: 'tuned.score', value: 'dice' } },
    ['node "tuned" has no output "score"', 'did you mean "scores"?'],
  ],
  [
    'a metric of what holds no values',
    { metric: { node: 'tuned.weights', value: 'dice' } },
    [
      '"tuned.weights" gives neither scores nor a history, by which candidates could be ranked',
      'write "tuned.scores"',
    ],
  ],
  [
    'a value of which it is not known what is better',
    { metric: { node: 'tuned', value: 'yield' } },
    [
      'it is not known whether higher or lower values of "yield" are better',
      'write "best": "highest" or "best": "lowest" beside it',
    ],
  ],
] as const) {
  test(`refused: ${title}`, async (t) => {
    t.deepEqual(spoken(await problemsOf(t, { document: documentWith(more), nodes })), [...expected]);
  });
}

test('refused: an axis or a node of the document with a name that the search brings', async (t) => {
  const rung = documentWith({}, { axes: { init: [1, 2], seed: [1], rung: [5, 15] } });
  t.deepEqual(spoken(await problemsOf(t, { document: rung })), [
    'a search brings an axis "rung" of its own',
    'call the axis of the document something else: ${rung} is the rung',
  ]);
  const named = documentWith();
  const search = { type: 'source', params: { path: 'x' } };
  t.deepEqual(spoken(await problemsOf(t, { document: { ...named, nodes: { ...named.nodes, search } } })), [
    'a node cannot be called "search" beside a search',
    'the decisions of the search are called so: `micrograph show FILE search`',
  ]);
});

test('refused: a search whose rungs change nothing', async (t) => {
  const { nodes: written, ...rest } = documentWith();
  const tuned = { ...written.tuned, params: { seed: '${seed}' } };
  t.deepEqual(spoken(await problemsOf(t, { document: { ...rest, nodes: { ...written, tuned } } })), [
    'no node uses ${rung}, so that to go on would change nothing',
    'write `"epochs": "${rung}"` in the params of the node that trains',
  ]);
});

test('refused: rungs in the shape of the sweep', async (t) => {
  const shaped = documentWith({}, { sweep: { exclude: [{ rung: 5, init: 1 }] } });
  t.is(
    spoken(await problemsOf(t, { document: shaped }))[0],
    'a sweep cannot be shaped by "rung", the axis of the search',
  );
});

test('refused: several outputs with values, of which none is named', async (t) => {
  const { nodes: written, ...rest } = documentWith();
  const tuned = { ...written.tuned, type: 'judge' };
  t.deepEqual(spoken(await problemsOf(t, { document: { ...rest, nodes: { ...written, tuned } }, nodes })), [
    'node "tuned" has several outputs with values',
    'write "tuned.scores" or "tuned.history"',
  ]);
});

test('refused: a metric that does not vary over the candidates, the rungs, or what is decided apart', async (t) => {
  const problems = async (more: object, params: object) => {
    const { nodes: written, ...rest } = documentWith(more);
    const fixed = { type: 'source', params: { path: 'x' } };
    const tuned = { ...written.tuned, params };
    const other = { type: 'trainer', inputs: { images: 'images.images' }, params: { epochs: '${rung}' } };
    const all = { images: fixed, varied: written.images, tuned, other };
    const pipeline = await loadGood(t, { document: { ...rest, nodes: all } });
    const { diagnostics } = expandGraph(pipeline);
    return spoken(diagnostics.flatMap((each) => formatDiagnostic(each, { folder: '/' }).split('\n')));
  };
  t.deepEqual(await problems({}, { epochs: '${rung}', seed: '${seed}' }), [
    'the metric does not vary over "init", so it cannot tell candidates apart',
    'it varies over rung, seed',
  ]);
  t.deepEqual(await problems({ axis: 'seed' }, { seed: '${seed}' }), [
    '"tuned" does not vary over "rung"',
    'it varies over seed',
  ]);
  t.deepEqual(await problems({ axis: 'seed', by: ['init'] }, { epochs: '${rung}', seed: '${seed}' }), [
    '"tuned" does not vary over "init"',
    'it varies over seed, rung',
  ]);
});

test('refused: a metric that is left out where somebody is to go on', async (t) => {
  const { nodes: written, ...rest } = documentWith();
  const judged = {
    type: 'judge',
    inputs: { images: 'images.images' },
    params: { epochs: '${rung}' },
    when: { rung: 15 },
  };
  const search = { successiveHalving: halving({ metric: { node: 'judged.scores', value: 'dice' } }) };
  const pipeline = await loadGood(t, { document: { ...rest, search, nodes: { ...written, judged } }, nodes });
  t.deepEqual(
    expandGraph(pipeline).diagnostics.map(({ message }) => message),
    ['the metric is left out at rung 5, so that nobody could go on from there'],
  );
});
