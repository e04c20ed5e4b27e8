import test from 'ava';
import { loadGood, problemsOf } from '../load-text.test-helper.js';

/** A document that uses the axis `n` of these axes in `take`. */
const withAxes = (axes: string) =>
  `{ "axes": ${axes},\n  "nodes": { "a": { "type": "source", "params": { "path": "x", "take": "\${n}" } } } }`;

/** [what the title says, the axes, what is said of them] */
const wrong: readonly [string, string, readonly string[]][] = [
  [
    'an axis without values',
    '{ "n": [] }',
    [
      'pipeline.json:1:18  error: expected at least 1 item, found 0',
      '    { "axes": { "n": [] },',
      '                     ~~',
    ],
  ],
  [
    'an axis without labels',
    '{ "n": {} }',
    [
      'pipeline.json:1:18  error: expected at least 1 field, found 0',
      '    { "axes": { "n": {} },',
      '                     ~~',
    ],
  ],
  [
    'an axis that is neither list nor object',
    '{ "n": 3 }',
    [
      'pipeline.json:1:18  error: expected a list or an object, found 3',
      '    { "axes": { "n": 3 },',
      '                     ~',
    ],
  ],
  [
    'a label that is there twice',
    '{ "n": [1, 2, "1"] }',
    [
      'pipeline.json:1:25  error: the label "1" is there twice, first on line 1',
      '    { "axes": { "n": [1, 2, "1"] },',
      '                            ~~~',
      '    pipeline.json:1:19  first written here',
      '    { "axes": { "n": [1, 2, "1"] },',
      '                      ~',
    ],
  ],
  [
    'a label that is there twice in an object',
    '{ "n": { "a": 1, "a": 2 } }',
    [
      'pipeline.json:1:28  error: "a" is written twice, first on line 1',
      '    { "axes": { "n": { "a": 1, "a": 2 } },',
      '                               ~~~',
      '    pipeline.json:1:20  first written here',
      '    { "axes": { "n": { "a": 1, "a": 2 } },',
      '                       ~~~',
    ],
  ],
  [
    'an object without a label in a list',
    '{ "n": [{ "label": "a" }, { "blocks": 2 }] }',
    [
      'pipeline.json:1:37  error: an object in the list of an axis needs a "label" that is text',
      '    { "axes": { "n": [{ "label": "a" }, { "blocks": 2 }] },',
      '                                        ~',
      '    hint: or write the axis as an object of labels and values',
    ],
  ],
  [
    'an empty label',
    '{ "n": { "": 1 } }',
    [
      'pipeline.json:1:20  error: a label cannot be empty or hold control characters',
      '    { "axes": { "n": { "": 1 } },',
      '                       ~~',
      '    hint: labels name instances in commands, tables and reports',
    ],
  ],
  [
    'a label with a control character',
    '{ "n": ["a\\u001b[2J"] }',
    [
      'pipeline.json:1:19  error: a label cannot be empty or hold control characters',
      '    { "axes": { "n": ["a\\u001b[2J"] },',
      '                      ~~~~~~~~~~~~',
      '    hint: labels name instances in commands, tables and reports',
    ],
  ],
  [
    'a reserved name',
    '{ "n": [1], "env": [1] }',
    [
      'pipeline.json:1:23  error: an axis cannot be called "env"',
      '    { "axes": { "n": [1], "env": [1] },',
      '                          ~~~~~',
      '    hint: ${env.…} has a meaning of its own',
    ],
  ],
  [
    'an axis that is not used',
    '{ "n": [1], "seed": [1, 2] }',
    [
      'pipeline.json:1:23  warning: axis "seed" is not used',
      '    { "axes": { "n": [1], "seed": [1, 2] },',
      '                          ~~~~~~',
    ],
  ],
  [
    'an axis that uses another',
    '{ "n": [1], "m": ["${n}"] }',
    [
      'pipeline.json:1:30  error: the values of axes can use ${vars.name} and ${env.NAME} only',
      '    { "axes": { "n": [1], "m": ["${n}"] },',
      '                                 ~~~~',
    ],
  ],
];

for (const [title, axes, expected] of wrong) {
  test(`reports ${title}`, async (t) =>
    t.deepEqual(await problemsOf(t, { document: withAxes(axes) }), expected));
}

test('the label of an item in a list is its text', async (t) => {
  const { axes } = await loadGood(t, {
    document: {
      axes: { a: ['x', 1, 0.5, true, null, [1, 2]] },
      nodes: { a: { type: 'source', params: { path: 'x' }, when: { a: { not: [] } } } },
    },
  });
  t.deepEqual(axes.get('a')?.labels, ['x', '1', '0.5', 'true', 'null', '[1,2]']);
  t.deepEqual(axes.get('a')?.values, ['x', 1, 0.5, true, null, [1, 2]]);
});

test('the label of an object in a list is not a part of the value', async (t) => {
  const { axes, nodes } = await loadGood(t, {
    document: {
      axes: { model: [{ label: 'U-Net 2', kind: 'unet', blocks: 2 }] },
      nodes: {
        a: { type: 'source', params: { path: 'x' } },
        b: { type: 'trainer', inputs: { images: 'a' }, params: { network: '${model}' } },
      },
    },
  });
  t.deepEqual(axes.get('model')?.labels, ['U-Net 2']);
  t.deepEqual(nodes.get('b')?.variants[0]?.params['network'], { kind: 'unet', blocks: 2, base: 4 });
});

test('labels keep the order of the document, those that look like numbers too', async (t) => {
  const { axes, nodes } = await loadGood(t, { document: withAxes('{ "n": { "b": 3, "10": 1, "2": 2 } }') });
  t.deepEqual(axes.get('n')?.labels, ['b', '10', '2']);
  t.deepEqual(
    nodes.get('a')?.variants.map(({ params }) => params['take']),
    [3, 1, 2],
  );
});

test('values may use variables and the environment', async (t) => {
  const { axes } = await loadGood(t, {
    document: {
      vars: { small: { n: 2 } },
      axes: { data: { au: { path: '${env.DATA}/au', n: '${vars.small.n}' } } },
      nodes: { a: { type: 'source', params: { path: '${data.path}', take: '${data.n}' } } },
    },
    environment: { DATA: '/data' },
  });
  t.deepEqual(axes.get('data')?.values, [{ path: '/data/au', n: 2 }]);
});
