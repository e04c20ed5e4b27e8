import test from 'ava';
import type { AnyNode } from '../../../nodes/define-node.js';
import { loadGood, problemsOf, testNodes } from '../load-text.test-helper.js';

/** A document with two sources, a trainer and a collector, and what else is given. */
const withNodes = (nodes: string, axes = '{ "init": ["R", "P"] }') => `{ "axes": ${axes}, "nodes": {
  "all": { "type": "source", "params": { "path": "\${init}" } },
  "parts": { "type": "source", "params": { "path": "x", "split": [0.5, 0.5] } },
  "gan": { "type": "trainer", "inputs": { "images": "all" } },
  ${nodes} } }`;

/** [what the title says, more nodes, what is said of them] */
const wrong: readonly [string, string, readonly string[]][] = [
  [
    'an unknown node',
    '"a": { "type": "trainer", "inputs": { "images": "al" } }',
    [
      'pipeline.json:5:51  error: unknown node "al"',
      '    "a": { "type": "trainer", "inputs": { "images": "al" } } } }',
      '                                                    ~~~~',
      '    hint: did you mean "all"?',
    ],
  ],
  [
    'an unknown output',
    '"a": { "type": "trainer", "inputs": { "images": "parts.trian" } }',
    [
      'pipeline.json:5:51  error: node "parts" has no output "trian"',
      '    "a": { "type": "trainer", "inputs": { "images": "parts.trian" } } } }',
      '                                                    ~~~~~~~~~~~~~',
      '    hint: did you mean "train"?',
    ],
  ],
  [
    'an unknown input',
    '"a": { "type": "trainer", "inputs": { "images": "all", "x": "gan" } }',
    [
      'pipeline.json:5:58  error: unknown input "x"',
      '    "a": { "type": "trainer", "inputs": { "images": "all", "x": "gan" } } } }',
      '                                                           ~~~',
      '    hint: inputs: images, weights',
    ],
  ],
  [
    'a misspelt input once',
    '"a": { "type": "trainer", "inputs": { "image": "all" } }',
    [
      'pipeline.json:5:41  error: unknown input "image"',
      '    "a": { "type": "trainer", "inputs": { "image": "all" } } } }',
      '                                          ~~~~~~~',
      '    hint: did you mean "images"?',
    ],
  ],
  [
    'an input of a node type that has none',
    '"a": { "type": "source", "params": { "path": "x" }, "inputs": { "x": "gan" } }',
    [
      'pipeline.json:5:67  error: unknown input "x"',
      '    "a": { "type": "source", "params": { "path": "x" }, "inputs": { "x": "gan" } } } }',
      '                                                                    ~~~',
      '    hint: node type "source" has no inputs',
    ],
  ],
  [
    'a missing input',
    '"a": { "type": "trainer" }',
    [
      'pipeline.json:5:3  error: input "images" is missing',
      '    "a": { "type": "trainer" } } }',
      '    ~~~',
      '    hint: write "images": "node.port" for an output of type image-set (What it learns from.)',
    ],
  ],
  [
    'a missing input among others',
    '"a": { "type": "trainer", "inputs": { "weights": "gan" } }',
    [
      'pipeline.json:5:29  error: input "images" is missing',
      '    "a": { "type": "trainer", "inputs": { "weights": "gan" } } } }',
      '                              ~~~~~~~~',
      '    hint: write "images": "node.port" for an output of type image-set (What it learns from.)',
    ],
  ],
  [
    'params that cannot be read, and not that the outputs that they tell of are unknown',
    '"x": { "type": "source", "params": { "path": "${none}" } }, "a": { "type": "trainer", "inputs": { "images": "x" } }',
    [
      'pipeline.json:5:49  error: unknown axis "none"',
      '    … "type": "source", "params": { "path": "${none}" } }, "a": { "type": "trainer", "inputs": { "images"…',
      '                                             ~~~~~~~',
      '    hint: axes: init',
    ],
  ],
  [
    'several outputs that fit',
    '"a": { "type": "trainer", "inputs": { "images": "parts" } }',
    [
      'pipeline.json:5:51  error: node "parts" has several outputs of type image-set',
      '    "a": { "type": "trainer", "inputs": { "images": "parts" } } } }',
      '                                                    ~~~~~~~',
      '    hint: write "parts.train" or "parts.test"',
    ],
  ],
  [
    'no output that fits',
    '"a": { "type": "trainer", "inputs": { "images": "gan" } }',
    [
      'pipeline.json:5:51  error: expected image-set, which node "gan" does not give',
      '    "a": { "type": "trainer", "inputs": { "images": "gan" } } } }',
      '                                                    ~~~~~',
      '    hint: its outputs: weights (weights), scores (scores)',
    ],
  ],
  [
    'another type of artifact',
    '"a": { "type": "trainer", "inputs": { "images": "all", "weights": "gan.scores" } }',
    [
      'pipeline.json:5:69  error: expected weights, but "gan.scores" is scores',
      '    "a": { "type": "trainer", "inputs": { "images": "all", "weights": "gan.scores" } } } }',
      '                                                                      ~~~~~~~~~~~~',
    ],
  ],
  [
    'an output that is not produced',
    '"a": { "type": "trainer", "inputs": { "images": "parts.images" } }',
    [
      'pipeline.json:5:51  error: node "parts" does not produce "images" with its params',
      '    "a": { "type": "trainer", "inputs": { "images": "parts.images" } } } }',
      '                                                    ~~~~~~~~~~~~~~',
      '    hint: it produces: train, test',
    ],
  ],
  [
    'a collection where one is taken',
    '"a": { "type": "trainer", "inputs": { "images": { "gather": "all" } } }',
    [
      'pipeline.json:5:51  error: input "images" takes one artifact, not a collection',
      '    "a": { "type": "trainer", "inputs": { "images": { "gather": "all" } } } } }',
      '                                                    ~~~~~~~~~~~~~~~~~~~',
      '    hint: write "all"',
    ],
  ],
  [
    'one where a collection is taken',
    '"a": { "type": "collector", "inputs": { "scores": "gan" } }',
    [
      'pipeline.json:5:53  error: input "scores" takes a collection of artifacts',
      '    "a": { "type": "collector", "inputs": { "scores": "gan" } } } }',
      '                                                      ~~~~~',
      '    hint: write { "gather": "gan" }',
    ],
  ],
  [
    'an unknown axis to keep apart',
    '"a": { "type": "collector", "inputs": { "scores": { "gather": "gan", "by": ["init", "inti"] } } }',
    [
      'pipeline.json:5:87  error: unknown axis "inti"',
      '    …res": { "gather": "gan", "by": ["init", "inti"] } } } } }',
      '                                             ~~~~~~',
      '    hint: did you mean "init"?',
    ],
  ],
  [
    'a reference in an input',
    '"a": { "type": "trainer", "inputs": { "images": "${init}.images" } }',
    [
      'pipeline.json:5:51  error: unknown node "${init}.images"',
      '    "a": { "type": "trainer", "inputs": { "images": "${init}.images" } } } }',
      '                                                    ~~~~~~~~~~~~~~~~',
      '    hint: inputs do not vary; a node varies over the axes that its params mention',
    ],
  ],
  [
    'a node that feeds itself',
    '"a": { "type": "trainer", "inputs": { "images": "all", "weights": "a" } }',
    [
      'pipeline.json:5:69  error: nodes feed each other: a → a',
      '    "a": { "type": "trainer", "inputs": { "images": "all", "weights": "a" } } } }',
      '                                                                      ~~~',
    ],
  ],
  [
    'nodes that feed each other',
    '"a": { "type": "trainer", "inputs": { "images": "all", "weights": "c" } },\n  "b": { "type": "trainer", "inputs": { "images": "all", "weights": "a.weights" } },\n  "c": { "type": "trainer", "inputs": { "images": "all", "weights": "b" } },\n  "d": { "type": "trainer", "inputs": { "images": "all", "weights": "c" } }',
    [
      'pipeline.json:5:69  error: nodes feed each other: a → b → c → a',
      '    "a": { "type": "trainer", "inputs": { "images": "all", "weights": "c" } },',
      '                                                                      ~~~',
    ],
  ],
];

for (const [title, nodes, expected] of wrong) {
  test(`reports ${title}`, async (t) => {
    t.deepEqual(await problemsOf(t, { document: withNodes(nodes) }), expected);
  });
}

test('is silent about a node whose type is not known', async (t) => {
  const nodes = '"a": { "type": "trainr" }, "b": { "type": "trainer", "inputs": { "images": "a.anything" } }';
  t.deepEqual(await problemsOf(t, { document: withNodes(nodes) }), [
    'pipeline.json:5:18  error: unknown node type "trainr"',
    '    "a": { "type": "trainr" }, "b": { "type": "trainer", "inputs": { "images": "a.anything" } } } }',
    '                   ~~~~~~~~',
    '    hint: did you mean "trainer"?',
  ]);
});

test('the only output that fits need not be named', async (t) => {
  const { nodes } = await loadGood(t, {
    document: withNodes(
      '"table": { "type": "collector", "inputs": { "scores": { "gather": "gan", "by": ["init"] } } }',
    ),
  });
  const { location: _, ...images } = nodes.get('gan')?.inputs.get('images') ?? {};
  t.deepEqual(images as object, { port: 'images', node: 'all', output: 'images' });
  const { location: __, ...scores } = nodes.get('table')?.inputs.get('scores') ?? {};
  t.deepEqual(scores as object, { port: 'scores', node: 'gan', output: 'scores', gatherBy: ['init'] });
});

test('a gather without axes keeps none apart', async (t) => {
  const { nodes } = await loadGood(t, {
    document: withNodes(
      '"table": { "type": "collector", "inputs": { "scores": { "gather": "gan.scores" } } }',
    ),
  });
  t.deepEqual(nodes.get('table')?.inputs.get('scores')?.gatherBy, []);
});

test('an output may be missing where the consumer is left out', async (t) => {
  const source = {
    type: 'source',
    description: '',
    params: { type: 'object', properties: { split: { type: 'boolean' } } },
    inputs: {},
    outputs: {
      images: { artifact: 'image-set', description: '' },
      train: { artifact: 'image-set', description: '' },
    },
    produces: ({ split }: { split?: boolean }) => (split ? ['train'] : ['images']),
    run: async () => {},
  } as const;
  const trainer = {
    type: 'trainer',
    description: '',
    params: { type: 'object' },
    inputs: { images: { artifact: 'image-set', description: '' } },
    outputs: {},
    run: async () => {},
  } as const;
  const load = (when: string) => ({
    document: `{ "axes": { "split": [true, false], "seed": [1, 2] }, "nodes": {
  "a": { "type": "source", "params": { "split": "\${split}", "seed": "\${seed}" } },
  "b": { "type": "trainer", "inputs": { "images": "a.train" }, "when": ${when} } } }`,
    nodes: [source, trainer],
  });
  await loadGood(t, load('{ "split": "true" }'));
  t.deepEqual(await problemsOf(t, load('{}')), [
    'pipeline.json:3:51  error: node "a" does not produce "train" with its params (at split=false)',
    '    "b": { "type": "trainer", "inputs": { "images": "a.train" }, "when": {} } } }',
    '                                                    ~~~~~~~~~',
    '    hint: it produces: images',
  ]);
});

test('an optional input that a param needs must be there where the param is given', async (t) => {
  const [source, trainer] = testNodes;
  const needing: AnyNode = {
    ...trainer!,
    inputs: { ...trainer!.inputs, weights: { ...trainer!.inputs['weights']!, neededBy: 'network' } },
  };
  const load = (node: string) => ({
    document: `{ "nodes": {
  "all": { "type": "source", "params": { "path": "x" } },
  "first": { "type": "trainer", "inputs": { "images": "all" } },
  ${node} } }`,
    nodes: [source!, needing],
  });
  const network = '"params": { "network": { "kind": "linear" } }';
  await loadGood(
    t,
    load(`"a": { "type": "trainer", "inputs": { "images": "all", "weights": "first" }, ${network} }`),
  );
  const problems = await problemsOf(
    t,
    load(`"a": { "type": "trainer", "inputs": { "images": "all" }, ${network} }`),
  );
  t.is(problems[0], 'pipeline.json:4:29  error: input "weights" is missing, which "network" needs');
  t.is(problems.length, 4);
});

test('every node comes after those that feed it, else in the order of the document', async (t) => {
  const { nodes } = await loadGood(t, {
    document: withNodes(
      '"table": { "type": "collector", "inputs": { "scores": { "gather": "late" } } }, "late": { "type": "trainer", "inputs": { "images": "parts.train" } }',
    ),
  });
  t.deepEqual([...nodes.keys()], ['all', 'parts', 'gan', 'late', 'table']);
});

test('a node can say where its parts are written', async (t) => {
  const pipeline = await loadGood(t, {
    document: withNodes(
      '"a": { "type": "trainer", "inputs": { "images": "parts.test" }, "params": { "network": { "kind": "linear" } } }',
    ),
  });
  const node = pipeline.nodes.get('a');
  const written = (path: (string | number)[]) => {
    const { source, offset, length } = node!.locate(path);
    return source.text.slice(offset, offset + length);
  };
  t.is(written([]), '"a"');
  t.is(written(['inputs', 'images']), '"parts.test"');
  t.is(written(['params', 'network', 'kind']), '"linear"');
  t.is(written(['params', 'network', 'base']), '{ "kind": "linear" }');
  t.is(written(['params', 'seed']), '{ "network": { "kind": "linear" } }');
  t.is(written(['when']), '"a"');
});
