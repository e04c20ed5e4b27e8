import test from 'ava';
import { loadGood, problemsOf } from '../load-text.test-helper.js';

const good = '"a": { "type": "source", "params": { "path": "x" } }';

/** [what the title says, the document, what is said of it] */
const misshapen: readonly [string, string, readonly string[]][] = [
  [
    'a document that is no object',
    '[]',
    ['pipeline.json:1:1  error: expected an object, found []', '    []', '    ~~'],
  ],
  [
    'a document without nodes',
    '{ "name": "a" }',
    ['pipeline.json:1:1  error: missing field "nodes"', '    { "name": "a" }', '    ~'],
  ],
  [
    'a document with no node',
    '{ "nodes": {} }',
    [
      'pipeline.json:1:12  error: expected at least 1 field, found 0',
      '    { "nodes": {} }',
      '               ~~',
    ],
  ],
  [
    'an unknown section',
    `{ "nodes": { ${good} }, "axis": { "init": [1] } }`,
    [
      'pipeline.json:1:70  error: unknown field "axis"',
      '    { "nodes": { "a": { "type": "source", "params": { "path": "x" } } }, "axis": { "init": [1] } }',
      '                                                                         ~~~~~~',
      '    hint: did you mean "axes"?',
    ],
  ],
  [
    'an unknown section like no other',
    `{ "nodes": { ${good} }, "x": 1, "axes": [], "vars": {} }`,
    [
      'pipeline.json:1:70  error: unknown field "x"',
      '    …source", "params": { "path": "x" } } }, "x": 1, "axes": [], "vars": {} }',
      '                                             ~~~',
      '    hint: fields: $schema, name, vars, axes, limits, sweep, search, nodes',
      'pipeline.json:1:86  error: expected an object, found []',
      '    …": { "path": "x" } } }, "x": 1, "axes": [], "vars": {} }',
      '                                             ~~',
    ],
  ],
  [
    'sections of the wrong type',
    `{ "name": "", "vars": [], "axes": 3, "nodes": "a" }`,
    [
      'pipeline.json:1:11  error: expected at least 1 character, found ""',
      '    { "name": "", "vars": [], "axes": 3, "nodes": "a" }',
      '              ~~',
      'pipeline.json:1:23  error: expected an object, found []',
      '    { "name": "", "vars": [], "axes": 3, "nodes": "a" }',
      '                          ~~',
      'pipeline.json:1:35  error: expected an object, found 3',
      '    { "name": "", "vars": [], "axes": 3, "nodes": "a" }',
      '                                      ~',
      'pipeline.json:1:47  error: expected an object, found "a"',
      '    { "name": "", "vars": [], "axes": 3, "nodes": "a" }',
      '                                                  ~~~',
    ],
  ],
  [
    'a node that is no object',
    `{ "nodes": { ${good}, "b": "source" } }`,
    [
      'pipeline.json:1:73  error: expected an object, found "source"',
      '    { "nodes": { "a": { "type": "source", "params": { "path": "x" } }, "b": "source" } }',
      '                                                                            ~~~~~~~~',
    ],
  ],
  [
    'a node without type',
    `{ "nodes": { "a": {} } }`,
    [
      'pipeline.json:1:14  error: missing field "type"',
      '    { "nodes": { "a": {} } }',
      '                 ~~~',
    ],
  ],
  [
    'a node with a misspelt type',
    `{ "nodes": { "a": { "typ": "source", "params": { "path": "x" } } } }`,
    [
      'pipeline.json:1:21  error: unknown field "typ"',
      '    { "nodes": { "a": { "typ": "source", "params": { "path": "x" } } } }',
      '                        ~~~~~',
      '    hint: did you mean "type"?',
    ],
  ],
  [
    'an unknown field of a node',
    `{ "nodes": { "a": { "type": "source", "param": { "path": "x" } } } }`,
    [
      'pipeline.json:1:39  error: unknown field "param"',
      '    { "nodes": { "a": { "type": "source", "param": { "path": "x" } } } }',
      '                                          ~~~~~~~',
      '    hint: did you mean "params"?',
    ],
  ],
  [
    'wrong types in a node',
    `{ "nodes": { "a": { "type": 1, "params": [], "inputs": "b", "when": true } } }`,
    [
      'pipeline.json:1:29  error: expected text, found 1',
      '    { "nodes": { "a": { "type": 1, "params": [], "inputs": "b", "when": true } } }',
      '                                ~',
      'pipeline.json:1:42  error: expected an object, found []',
      '    { "nodes": { "a": { "type": 1, "params": [], "inputs": "b", "when": true } } }',
      '                                             ~~',
      'pipeline.json:1:56  error: expected an object, found "b"',
      '    { "nodes": { "a": { "type": 1, "params": [], "inputs": "b", "when": true } } }',
      '                                                           ~~~',
      'pipeline.json:1:69  error: expected an object, found true',
      '    { "nodes": { "a": { "type": 1, "params": [], "inputs": "b", "when": true } } }',
      '                                                                        ~~~~',
    ],
  ],
  [
    'wrong inputs',
    `{ "nodes": { "a": { "type": "trainer", "inputs": { "images": ["b"], "weights": { "by": "c", "from": 1 } } } } }`,
    [
      'pipeline.json:1:62  error: expected text or an object, found ["b"]',
      '    …type": "trainer", "inputs": { "images": ["b"], "weights": { "by": "c", "from": 1 } } } } }',
      '                                             ~~~~~',
      'pipeline.json:1:69  error: missing field "gather"',
      '    …"trainer", "inputs": { "images": ["b"], "weights": { "by": "c", "from": 1 } } } } }',
      '                                             ~~~~~~~~~',
      'pipeline.json:1:88  error: expected a list, found "c"',
      '    …: { "images": ["b"], "weights": { "by": "c", "from": 1 } } } } }',
      '                                             ~~~',
      'pipeline.json:1:93  error: unknown field "from"',
      '    …images": ["b"], "weights": { "by": "c", "from": 1 } } } } }',
      '                                             ~~~~~~',
      '    hint: fields: gather, by',
    ],
  ],
  [
    'a wrong condition',
    `{ "axes": { "i": [1] }, "nodes": { "a": { "type": "source", "params": { "path": "x" }, "when": { "i": { "only": 1 } } } } }`,
    [
      'pipeline.json:1:98  error: missing field "not"',
      '    …", "params": { "path": "x" }, "when": { "i": { "only": 1 } } } } }',
      '                                             ~~~',
      'pipeline.json:1:105  error: unknown field "only"',
      '    …ams": { "path": "x" }, "when": { "i": { "only": 1 } } } } }',
      '                                             ~~~~~~',
      '    hint: fields: not',
    ],
  ],
  [
    'invalid names',
    `{ "vars": { "1x": 1 }, "axes": { "a b": [1], "": [1] }, "nodes": { "a.b": { "type": "source", "params": { "path": "x" } } } }`,
    [
      'pipeline.json:1:13  error: "1x" is not a valid name',
      '    { "vars": { "1x": 1 }, "axes": { "a b": [1], "": [1] }, "nodes": { "a.b": { "type": "source", "param…',
      '                ~~~~',
      '    hint: a name is a letter, then letters, digits, "_" or "-"',
      'pipeline.json:1:34  error: "a b" is not a valid name',
      '    { "vars": { "1x": 1 }, "axes": { "a b": [1], "": [1] }, "nodes": { "a.b": { "type": "source", "param…',
      '                                     ~~~~~',
      '    hint: a name is a letter, then letters, digits, "_" or "-"',
      'pipeline.json:1:46  error: "" is not a valid name',
      '    …rs": { "1x": 1 }, "axes": { "a b": [1], "": [1] }, "nodes": { "a.b": { "type": "source", "params": {…',
      '                                             ~~',
      '    hint: a name is a letter, then letters, digits, "_" or "-"',
      'pipeline.json:1:68  error: "a.b" is not a valid name',
      '    …s": { "a b": [1], "": [1] }, "nodes": { "a.b": { "type": "source", "params": { "path": "x" } } } }',
      '                                             ~~~~~',
      '    hint: a name is a letter, then letters, digits, "_" or "-"',
    ],
  ],
];

for (const [title, document, expected] of misshapen) {
  test(`reports ${title}`, async (t) => t.deepEqual(await problemsOf(t, { document }), expected));
}

test('a pipeline has the name of its file where it has no other', async (t) => {
  t.is((await loadGood(t, { document: `{ "nodes": { ${good} } }` })).name, 'pipeline');
  t.is((await loadGood(t, { document: `{ "name": "Au", "nodes": { ${good} } }` })).name, 'Au');
});
