import test from 'ava';
import { loadGood, problemsOf } from '../load-text.test-helper.js';

/** A document with one source and one trainer, the trainer with these params. */
const trainerWith = (params: string) => `{
  "vars": { "n": "60", "net": { "kind": "unet" } },
  "axes": { "init": { "R": 0, "P": 5, "Q": "x" }, "model": { "a": { "kind": "unet", "blocks": 2 }, "b": { "kind": "unet", "blocks": "two" } }, "seed": [1, 2] },
  "nodes": {
    "all": { "type": "source", "params": { "path": "\${vars.n}\${vars.net.kind}\${init}\${seed}\${model.blocks}" } },
    "a": { "type": "trainer", "inputs": { "images": "all" }, "params": ${params} }
  }
}`;

/** [what the title says, the params, what is said of them] */
const wrong: readonly [string, string, readonly string[]][] = [
  [
    'a value of the wrong type',
    '{ "epochs": true }',
    [
      'pipeline.json:6:84  error: expected a whole number, found true',
      '    "a": { "type": "trainer", "inputs": { "images": "all" }, "params": { "epochs": true } }',
      '                                                                                   ~~~~',
    ],
  ],
  [
    'a number in quotes',
    '{ "epochs": "60" }',
    [
      'pipeline.json:6:84  error: expected a whole number, found "60"',
      '    "a": { "type": "trainer", "inputs": { "images": "all" }, "params": { "epochs": "60" } }',
      '                                                                                   ~~~~',
      '    hint: without the quotes it is a number: 60',
    ],
  ],
  [
    'a number that is too small',
    '{ "epochs": 0 }',
    [
      'pipeline.json:6:84  error: expected at least 1, found 0',
      '    "a": { "type": "trainer", "inputs": { "images": "all" }, "params": { "epochs": 0 } }',
      '                                                                                   ~',
    ],
  ],
  [
    'an unknown field',
    '{ "epoch": 3 }',
    [
      'pipeline.json:6:74  error: unknown field "epoch"',
      '    "a": { "type": "trainer", "inputs": { "images": "all" }, "params": { "epoch": 3 } }',
      '                                                                         ~~~~~~~',
      '    hint: did you mean "epochs"?',
    ],
  ],
  [
    'an unknown field like no other',
    '{ "learningRate": 0.1 }',
    [
      'pipeline.json:6:74  error: unknown field "learningRate"',
      '    "a": { "type": "trainer", "inputs": { "images": "all" }, "params": { "learningRate": 0.1 } }',
      '                                                                         ~~~~~~~~~~~~~~',
      '    hint: fields: epochs, seed, network',
    ],
  ],
  [
    'a missing field inside',
    '{ "network": { "kind": "unet" } }',
    [
      'pipeline.json:6:74  error: missing field "blocks"',
      '    …puts": { "images": "all" }, "params": { "network": { "kind": "unet" } } }',
      '                                             ~~~~~~~~~',
    ],
  ],
  [
    'an unknown kind',
    '{ "network": { "kind": "resnet" } }',
    [
      'pipeline.json:6:95  error: expected "unet" or "linear", found "resnet"',
      '    …ll" }, "params": { "network": { "kind": "resnet" } } }',
      '                                             ~~~~~~~~',
    ],
  ],
  [
    'a missing kind',
    '{ "network": { "blocks": 2 } }',
    [
      'pipeline.json:6:74  error: missing field "kind"',
      '    "a": { "type": "trainer", "inputs": { "images": "all" }, "params": { "network": { "blocks": 2 } } }',
      '                                                                         ~~~~~~~~~',
    ],
  ],
  [
    'the fields of the kind that is written',
    '{ "network": { "kind": "linear", "blocks": 2 } }',
    [
      'pipeline.json:6:105  error: unknown field "blocks"',
      '    …rams": { "network": { "kind": "linear", "blocks": 2 } } }',
      '                                             ~~~~~~~~',
      '    hint: fields: kind',
    ],
  ],
  [
    'several problems at once',
    '{ "epochs": 0, "seed": 1.5, "x": 1 }',
    [
      'pipeline.json:6:84  error: expected at least 1, found 0',
      '    …images": "all" }, "params": { "epochs": 0, "seed": 1.5, "x": 1 } }',
      '                                             ~',
      'pipeline.json:6:95  error: expected a whole number, found 1.5',
      '    …ll" }, "params": { "epochs": 0, "seed": 1.5, "x": 1 } }',
      '                                             ~~~',
      'pipeline.json:6:100  error: unknown field "x"',
      '    …, "params": { "epochs": 0, "seed": 1.5, "x": 1 } }',
      '                                             ~~~',
      '    hint: fields: epochs, seed, network',
    ],
  ],
  [
    'a value of an axis, with the points where it is wrong',
    '{ "epochs": "${init}" }',
    [
      'pipeline.json:6:84  error: expected at least 1 (at init=R)',
      '    "a": { "type": "trainer", "inputs": { "images": "all" }, "params": { "epochs": "${init}" } }',
      '                                                                                   ~~~~~~~~~',
      '    hint: ${init} is 0',
      'pipeline.json:6:84  error: expected a whole number (at init=Q)',
      '    "a": { "type": "trainer", "inputs": { "images": "all" }, "params": { "epochs": "${init}" } }',
      '                                                                                   ~~~~~~~~~',
      '    hint: ${init} is "x"',
    ],
  ],
  [
    'a value of an axis inside an object of it',
    '{ "network": "${model}", "seed": "${seed}" }',
    [
      'pipeline.json:6:85  error: "blocks": expected a whole number (at model=b)',
      '    …mages": "all" }, "params": { "network": "${model}", "seed": "${seed}" } }',
      '                                             ~~~~~~~~~~',
      '    hint: "blocks" of ${model} is "two"',
    ],
  ],
  [
    'a field of an axis',
    '{ "network": { "kind": "unet", "blocks": "${model.blocks}" } }',
    [
      'pipeline.json:6:113  error: expected a whole number (at model=b)',
      '    … "network": { "kind": "unet", "blocks": "${model.blocks}" } } }',
      '                                             ~~~~~~~~~~~~~~~~~',
      '    hint: ${model.blocks} is "two"',
    ],
  ],
  [
    'a value of a variable',
    '{ "epochs": "${vars.n}", "network": "${vars.net}" }',
    [
      'pipeline.json:6:84  error: expected a whole number',
      '    …images": "all" }, "params": { "epochs": "${vars.n}", "network": "${vars.net}" } }',
      '                                             ~~~~~~~~~~~',
      '    hint: ${vars.n} is "60"; without the quotes it is a number: 60',
      'pipeline.json:6:108  error: missing field "blocks"',
      '    …s": { "epochs": "${vars.n}", "network": "${vars.net}" } }',
      '                                             ~~~~~~~~~~~~~',
      '    hint: ${vars.net} is {"kind":"unet","base":4}',
    ],
  ],
  [
    'other problems beside a reference that leads nowhere',
    '{ "epochs": "${init.x}", "network": { "kind": "${mode}" }, "x": 1 }',
    [
      'pipeline.json:6:85  error: axis "init" has no fields',
      '    …mages": "all" }, "params": { "epochs": "${init.x}", "network": { "kind": "${mode}" }, "x": 1 } }',
      '                                             ~~~~~~~~~',
      '    hint: its value is 0',
      'pipeline.json:6:119  error: unknown axis "mode"',
      '    …hs": "${init.x}", "network": { "kind": "${mode}" }, "x": 1 } }',
      '                                             ~~~~~~~',
      '    hint: did you mean "model"?',
      'pipeline.json:6:131  error: unknown field "x"',
      '    ….x}", "network": { "kind": "${mode}" }, "x": 1 } }',
      '                                             ~~~',
      '    hint: fields: epochs, seed, network',
    ],
  ],
];

for (const [title, params, expected] of wrong) {
  test(`reports ${title}`, async (t) => {
    t.deepEqual(await problemsOf(t, { document: trainerWith(params) }), expected);
  });
}

const sourceWith = (params: string, axes: string) =>
  `{ "axes": ${axes},\n  "nodes": { "a": { "type": "source", "params": ${params} } } }`;

test('the rules of a node are checked after its schema', async (t) => {
  const document = sourceWith('{ "path": "${n}", "split": [0.5, 0.6] }', '{ "n": ["a", "b"] }');
  t.deepEqual(await problemsOf(t, { document }), [
    'pipeline.json:2:76  error: the shares sum to 1.1, not to 1',
    '    "nodes": { "a": { "type": "source", "params": { "path": "${n}", "split": [0.5, 0.6] } } } }',
    '                                                                             ~~~~~~~~~~',
  ]);
});

test('a broken rule is told with the points where it is broken', async (t) => {
  const document = sourceWith(
    '{ "path": "x${seed}", "split": ["${n}", 0.5] }',
    '{ "n": [0.5, 0.6, 0.7, 0.8, 0.9], "seed": [1, 2] }',
  );
  t.deepEqual(await problemsOf(t, { document }), [
    'pipeline.json:2:80  error: the shares sum to 1.1, not to 1 (at n=0.6)',
    '    "nodes": { "a": { "type": "source", "params": { "path": "x${seed}", "split": ["${n}", 0.5] } } } }',
    '                                                                                 ~~~~~~~~~~~~~',
    'pipeline.json:2:80  error: the shares sum to 1.2, not to 1 (at n=0.7)',
    '    "nodes": { "a": { "type": "source", "params": { "path": "x${seed}", "split": ["${n}", 0.5] } } } }',
    '                                                                                 ~~~~~~~~~~~~~',
    'pipeline.json:2:80  error: the shares sum to 1.3, not to 1 (at n=0.8)',
    '    "nodes": { "a": { "type": "source", "params": { "path": "x${seed}", "split": ["${n}", 0.5] } } } }',
    '                                                                                 ~~~~~~~~~~~~~',
  ]);
});

test('of many points only some are named', async (t) => {
  const document = sourceWith('{ "path": "x", "take": "${n}" }', '{ "n": [-4, -3, -2, -1, 0, 1] }');
  t.deepEqual(await problemsOf(t, { document }), [
    'pipeline.json:2:72  error: expected at least 1 (at n=-4; n=-3; n=-2; and 2 more)',
    '    "nodes": { "a": { "type": "source", "params": { "path": "x", "take": "${n}" } } } }',
    '                                                                         ~~~~~~',
    '    hint: ${n} is -4',
  ]);
});

test('a problem that has nothing to do with an axis is told once, without point', async (t) => {
  const seeds = JSON.stringify(Array.from({ length: 1000 }, (_, index) => index));
  const document = sourceWith('{ "path": "${seed}", "take": 0 }', `{ "seed":\n${seeds} }`);
  t.deepEqual(await problemsOf(t, { document }), [
    'pipeline.json:3:59  error: expected text',
    '    "nodes": { "a": { "type": "source", "params": { "path": "${seed}", "take": 0 } } } }',
    '                                                            ~~~~~~~~~',
    '    hint: ${seed} is 0',
    'pipeline.json:3:78  error: expected at least 1, found 0',
    '    "nodes": { "a": { "type": "source", "params": { "path": "${seed}", "take": 0 } } } }',
    '                                                                               ~',
  ]);
});

test('a node with too many points is refused', async (t) => {
  const axis = JSON.stringify(Array.from({ length: 101 }, (_, index) => index));
  const document = sourceWith('{ "path": "${a}${b}${c}" }', `{ "a": ${axis},\n"b": ${axis}, "c": ${axis} }`);
  t.deepEqual(await problemsOf(t, { document }), [
    'pipeline.json:3:14  error: node "a" would have 1030301 points, where 1000000 are allowed',
    '    "nodes": { "a": { "type": "source", "params": { "path": "${a}${b}${c}" } } } }',
    '               ~~~',
    '    hint: it varies over a (101) × b (101) × c (101)',
  ]);
});

test('defaults are filled in, also inside the kind that is written', async (t) => {
  const { nodes } = await loadGood(t, {
    document: {
      nodes: {
        a: { type: 'source', params: { path: 'x' } },
        b: { type: 'trainer', inputs: { images: 'a' }, params: { network: { kind: 'unet', blocks: 2 } } },
        c: { type: 'trainer', inputs: { images: 'a' } },
      },
    },
  });
  t.deepEqual(nodes.get('b')?.variants, [
    { params: { epochs: 5, seed: 0, network: { kind: 'unet', blocks: 2, base: 4 } } },
  ]);
  t.deepEqual(nodes.get('c')?.variants, [{ params: { epochs: 5, seed: 0 } }]);
});
