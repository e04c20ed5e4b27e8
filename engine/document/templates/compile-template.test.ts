import test from 'ava';
import { loadGood, problemsOf } from '../load-text.test-helper.js';

/** A document with two axes and variables, and one node with these params. */
const withParams = (params: string, when = '{}') =>
  `{
  "vars": { "n": 3, "p": "x", "task": { "kind": "linear", "deep": { "n": 1, "none": null } } },
  "axes": { "init": { "R": 0, "P": { "images": 5 } }, "seed": [1, 2] },
  "nodes": {
    "a": { "type": "source", "params": ${params}, "when": ${when} },
    "b": { "type": "source", "params": { "path": "\${seed}\${vars.n}\${vars.p}\${vars.task.kind}" }, "when": { "init": ["R", "P"] } }
  }
}`;

/** [what the title says, the params, what is said of them] */
const wrong: readonly [string, string, readonly string[]][] = [
  [
    'an unknown axis',
    '{ "path": "a-${seeds}" }',
    [
      'pipeline.json:5:53  error: unknown axis "seeds"',
      '    "a": { "type": "source", "params": { "path": "a-${seeds}" }, "when": {} },',
      '                                                    ~~~~~~~~',
      '    hint: did you mean "seed"?',
    ],
  ],
  [
    'a variable used as an axis',
    '{ "path": "${p}" }',
    [
      'pipeline.json:5:51  error: unknown axis "p"',
      '    "a": { "type": "source", "params": { "path": "${p}" }, "when": {} },',
      '                                                  ~~~~',
      '    hint: write ${vars.p}',
    ],
  ],
  [
    'an unknown variable',
    '{ "path": "${vars.m}" }',
    [
      'pipeline.json:5:51  error: unknown variable "m"',
      '    "a": { "type": "source", "params": { "path": "${vars.m}" }, "when": {} },',
      '                                                  ~~~~~~~~~',
      '    hint: variables: n, p, task',
    ],
  ],
  [
    'a variable without name',
    '{ "path": "${vars}" }',
    [
      'pipeline.json:5:51  error: ${vars} lacks the name of a variable',
      '    "a": { "type": "source", "params": { "path": "${vars}" }, "when": {} },',
      '                                                  ~~~~~~~',
      '    hint: write ${vars.name}',
    ],
  ],
  [
    'a variable of the environment that is not set',
    '{ "path": "${env.DATA}/au" }',
    [
      'pipeline.json:5:51  error: the environment variable DATA is not set',
      '    "a": { "type": "source", "params": { "path": "${env.DATA}/au" }, "when": {} },',
      '                                                  ~~~~~~~~~~~',
      '    hint: set it: DATA=… micrograph …',
    ],
  ],
  [
    'a name that every object inherits',
    '{ "path": "${env.toString}${vars.valueOf}${hasOwnProperty}" }',
    [
      'pipeline.json:5:51  error: the environment variable toString is not set',
      '    … "type": "source", "params": { "path": "${env.toString}${vars.valueOf}${hasOwnProperty}" }, "when": …',
      '                                             ~~~~~~~~~~~~~~~',
      '    hint: set it: toString=… micrograph …',
      'pipeline.json:5:66  error: unknown variable "valueOf"',
      '    …e", "params": { "path": "${env.toString}${vars.valueOf}${hasOwnProperty}" }, "when": {} },',
      '                                             ~~~~~~~~~~~~~~~',
      '    hint: variables: n, p, task',
      'pipeline.json:5:81  error: unknown axis "hasOwnProperty"',
      '    … "path": "${env.toString}${vars.valueOf}${hasOwnProperty}" }, "when": {} },',
      '                                             ~~~~~~~~~~~~~~~~~',
      '    hint: axes: init, seed',
    ],
  ],
  [
    'a field that no value of the axis has',
    '{ "path": "${seed.x}" }',
    [
      'pipeline.json:5:51  error: axis "seed" has no fields',
      '    "a": { "type": "source", "params": { "path": "${seed.x}" }, "when": {} },',
      '                                                  ~~~~~~~~~',
      '    hint: its value is 1',
    ],
  ],
  [
    'a field that one value of the axis has not',
    '{ "path": "x", "take": "${init.images}" }',
    [
      'pipeline.json:5:64  error: axis "init" has no fields (at init=R)',
      '    "a": { "type": "source", "params": { "path": "x", "take": "${init.images}" }, "when": {} },',
      '                                                               ~~~~~~~~~~~~~~',
      '    hint: its value is 0',
    ],
  ],
  [
    'a misspelt field',
    '{ "path": "${vars.task.kin}" }',
    [
      'pipeline.json:5:51  error: variable "task" has no field "kin"',
      '    "a": { "type": "source", "params": { "path": "${vars.task.kin}" }, "when": {} },',
      '                                                  ~~~~~~~~~~~~~~~~',
      '    hint: did you mean "kind"?',
    ],
  ],
  [
    'a field of a field',
    '{ "path": "${vars.task.deep.m}" }',
    [
      'pipeline.json:5:51  error: "deep" of variable "task" has no field "m"',
      '    "a": { "type": "source", "params": { "path": "${vars.task.deep.m}" }, "when": {} },',
      '                                                  ~~~~~~~~~~~~~~~~~~~',
      '    hint: fields: n, none',
    ],
  ],
  [
    'an object inside a text',
    '{ "path": "a ${init}" }',
    [
      'pipeline.json:5:53  error: ${init} is an object, which cannot stand inside a text (at init=P)',
      '    "a": { "type": "source", "params": { "path": "a ${init}" }, "when": {} },',
      '                                                    ~~~~~~~',
      '    hint: use one of its fields: ${init.images}',
    ],
  ],
  [
    'null inside a text',
    '{ "path": "a ${vars.task.deep.none}" }',
    [
      'pipeline.json:5:53  error: ${vars.task.deep.none} is null, which cannot stand inside a text',
      '    "a": { "type": "source", "params": { "path": "a ${vars.task.deep.none}" }, "when": {} },',
      '                                                    ~~~~~~~~~~~~~~~~~~~~~~',
    ],
  ],
  [
    'arithmetic',
    '{ "path": "${seed + 1}" }',
    [
      'pipeline.json:5:51  error: ${seed + 1} is not a reference',
      '    "a": { "type": "source", "params": { "path": "${seed + 1}" }, "when": {} },',
      '                                                  ~~~~~~~~~~~',
      '    hint: write ${axis}, ${axis.field}, ${vars.name} or ${env.NAME}; nothing is computed inside ${…}',
    ],
  ],
  [
    'an empty reference',
    '{ "path": "${}" }',
    [
      'pipeline.json:5:51  error: ${} is not a reference',
      '    "a": { "type": "source", "params": { "path": "${}" }, "when": {} },',
      '                                                  ~~~',
      '    hint: write ${axis}, ${axis.field}, ${vars.name} or ${env.NAME}; nothing is computed inside ${…}',
    ],
  ],
  [
    'a reference that is not closed',
    '{ "path": "a ${seed" }',
    [
      'pipeline.json:5:53  error: this "${" is never closed',
      '    "a": { "type": "source", "params": { "path": "a ${seed" }, "when": {} },',
      '                                                    ~~~~~~',
      '    hint: write "$${" for the characters themselves',
    ],
  ],
  [
    'a place behind escapes',
    '{ "path": "\\"\\u00e9\\n ${seeds}" }',
    [
      'pipeline.json:5:62  error: unknown axis "seeds"',
      '    "a": { "type": "source", "params": { "path": "\\"\\u00e9\\n ${seeds}" }, "when": {} },',
      '                                                             ~~~~~~~~',
      '    hint: did you mean "seed"?',
    ],
  ],
];

for (const [title, params, expected] of wrong) {
  test(`reports ${title}`, async (t) => {
    t.deepEqual(await problemsOf(t, { document: withParams(params) }), expected);
  });
}

test('what is missing only where the node is left out does not matter', async (t) => {
  const { nodes } = await loadGood(t, {
    document: withParams('{ "path": "x", "take": "${init.images}" }', '{ "init": "P" }'),
  });
  t.deepEqual(nodes.get('a')?.variants, [
    { params: {}, leftOut: 'init is "R"' },
    { params: { path: 'x', take: 5, contrast: 'keep' } },
  ]);
});

const swept = (params: object, extra: object = {}) => ({
  document: {
    axes: { init: { R: 1, P: 2 }, seed: [1, 2, 3] },
    nodes: {
      a: { type: 'source', params: { path: 'x' } },
      b: { type: 'trainer', inputs: { images: 'a' }, params },
      c: { type: 'source', params: { path: '${init}-${seed}' } },
    },
    ...extra,
  },
});

test('a text that is one reference takes the type of the value, others take its text', async (t) => {
  const { nodes } = await loadGood(t, swept({ epochs: '${init}' }));
  t.deepEqual(
    nodes.get('b')?.variants.map(({ params }) => params['epochs']),
    [1, 2],
  );
  t.deepEqual(
    nodes.get('c')?.variants.map(({ params }) => params['path']),
    ['1-1', '1-2', '1-3', '2-1', '2-2', '2-3'],
  );
});

test('a node depends on the axes that it mentions, in the order of the document', async (t) => {
  const { nodes } = await loadGood(t, swept({ seed: '${seed}', epochs: '${init}' }));
  t.deepEqual(nodes.get('a')?.ownAxes, []);
  t.is(nodes.get('a')?.variants.length, 1);
  t.deepEqual(nodes.get('b')?.ownAxes, ['init', 'seed']);
  t.is(nodes.get('b')?.variants.length, 6);
});

test('$${ stands for the characters themselves', async (t) => {
  const { nodes } = await loadGood(t, {
    document: { nodes: { a: { type: 'source', params: { path: '$${a}$$${b} $ {c} $' } } } },
  });
  t.is(nodes.get('a')?.variants[0]?.params['path'], '${a}$${b} $ {c} $');
});

test('parts without references are the same objects at every point', async (t) => {
  const { nodes } = await loadGood(t, swept({ seed: '${seed}', network: { kind: 'unet', blocks: 2 } }));
  const networks = nodes.get('b')?.variants.map(({ params }) => params['network']);
  t.is(networks?.length, 3);
  t.deepEqual(networks?.[0], { kind: 'unet', blocks: 2, base: 4 });
  t.is(new Set(networks).size, 1);
});

test('params are the same object at points that differ only in what they do not mention', async (t) => {
  const { nodes } = await loadGood(t, {
    document: {
      axes: { init: ['R', 'P'], seed: [1, 2, 3] },
      nodes: { a: { type: 'source', params: { path: '${init}' }, when: { seed: [1, 2] } } },
    },
  });
  const { variants = [] } = nodes.get('a') ?? {};
  t.deepEqual(
    variants.map(({ leftOut }) => leftOut),
    [undefined, undefined, 'seed is "3"', undefined, undefined, 'seed is "3"'],
  );
  t.is(variants[0]?.params, variants[1]?.params);
  t.is(variants[3]?.params, variants[4]?.params);
  t.not(variants[0]?.params, variants[3]?.params);
});

test('an object of an axis is shared by all points with its label, and never written to', async (t) => {
  const { axes, nodes } = await loadGood(t, {
    document: {
      axes: { model: { small: { kind: 'unet', blocks: 2 } }, seed: [1, 2] },
      nodes: {
        a: { type: 'source', params: { path: 'x' } },
        b: { type: 'trainer', inputs: { images: 'a' }, params: { network: '${model}', seed: '${seed}' } },
      },
    },
  });
  const [first, second] = nodes.get('b')?.variants ?? [];
  t.deepEqual(first?.params['network'], { kind: 'unet', blocks: 2, base: 4 });
  t.is(first?.params['network'], second?.params['network']);
  t.deepEqual(axes.get('model')?.values, [{ kind: 'unet', blocks: 2 }]);
});

test('a template is resolved once for each point, whatever its size', async (t) => {
  const seed = Array.from({ length: 5000 }, (_, index) => index);
  const { nodes } = await loadGood(t, {
    document: {
      axes: { seed },
      nodes: {
        a: { type: 'source', params: { path: 'x' } },
        b: {
          type: 'trainer',
          inputs: { images: 'a' },
          params: { seed: '${seed}', network: { kind: 'unet', blocks: 2 } },
        },
      },
    },
  });
  const variants = nodes.get('b')?.variants ?? [];
  t.deepEqual(
    variants.map(({ params }) => params['seed']),
    seed,
  );
  t.is(new Set(variants.map(({ params }) => params['network'])).size, 1);
});
