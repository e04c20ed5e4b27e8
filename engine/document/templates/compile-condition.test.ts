import test from 'ava';
import { loadGood, problemsOf } from '../load-text.test-helper.js';

const withCondition = (when: string) =>
  `{ "axes": { "init": { "R": 0, "P": 1 }, "seed": [1, 2] },\n  "nodes": { "a": { "type": "source", "params": { "path": "\${seed}\${init}" },\n    "when": ${when} } } }`;

/** [what the title says, the condition, what is said of it] */
const wrong: readonly [string, string, readonly string[]][] = [
  [
    'an unknown axis',
    '{ "intt": "R" }',
    [
      'pipeline.json:3:15  error: unknown axis "intt"',
      '    "when": { "intt": "R" } } } }',
      '              ~~~~~~',
      '    hint: did you mean "init"?',
    ],
  ],
  [
    'an unknown label',
    '{ "init": "Q" }',
    [
      'pipeline.json:3:23  error: axis "init" has no label "Q"',
      '    "when": { "init": "Q" } } } }',
      '                      ~~~',
      '    hint: labels: R, P',
    ],
  ],
  [
    'unknown labels in lists',
    '{ "init": ["R", "p "], "seed": { "not": [3, 1] } }',
    [
      'pipeline.json:3:29  error: axis "init" has no label "p "',
      '    "when": { "init": ["R", "p "], "seed": { "not": [3, 1] } } } } }',
      '                            ~~~~',
      '    hint: did you mean "P"?',
      'pipeline.json:3:54  error: axis "seed" has no label "3"',
      '    "when": { "init": ["R", "p "], "seed": { "not": [3, 1] } } } } }',
      '                                                     ~',
      '    hint: labels: 1, 2',
    ],
  ],
  [
    'a value that cannot be a label',
    '{ "init": null, "seed": [[1]] }',
    [
      'pipeline.json:3:23  error: expected text, a number, true or false, a list or an object, found null',
      '    "when": { "init": null, "seed": [[1]] } } } }',
      '                      ~~~~',
      'pipeline.json:3:38  error: expected text, a number or true or false, found [1]',
      '    "when": { "init": null, "seed": [[1]] } } } }',
      '                                     ~~~',
    ],
  ],
  [
    'a condition that never holds',
    '{ "init": [] }',
    [
      'pipeline.json:3:13  error: node "a" is left out everywhere: this holds at no point',
      '    "when": { "init": [] } } } }',
      '            ~~~~~~~~~~~~~~',
    ],
  ],
  [
    'conditions that exclude everything',
    '{ "seed": { "not": [1, 2] } }',
    [
      'pipeline.json:3:13  error: node "a" is left out everywhere: this holds at no point',
      '    "when": { "seed": { "not": [1, 2] } } } } }',
      '            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~',
    ],
  ],
];

for (const [title, when, expected] of wrong) {
  test(`reports ${title}`, async (t) => {
    t.deepEqual(await problemsOf(t, { document: withCondition(when) }), expected);
  });
}

/** [condition, where the node is] */
const conditions: readonly [string, readonly string[]][] = [
  ['{}', ['10', '20', '11', '21']],
  ['{ "init": "R" }', ['10', '20']],
  ['{ "init": ["R", "P"] }', ['10', '20', '11', '21']],
  ['{ "init": { "not": "R" } }', ['11', '21']],
  ['{ "init": { "not": [] } }', ['10', '20', '11', '21']],
  ['{ "seed": 2 }', ['20', '21']],
  ['{ "seed": { "not": [1] }, "init": "P" }', ['21']],
];

for (const [when, expected] of conditions) {
  test(`the condition ${when} holds where it says`, async (t) => {
    const { nodes } = await loadGood(t, { document: withCondition(when) });
    const live = nodes.get('a')?.variants.filter(({ leftOut }) => leftOut === undefined);
    t.deepEqual(
      live?.map(({ params }) => params['path']),
      expected,
    );
  });
}

test('why a node is left out is told in words', async (t) => {
  const { nodes } = await loadGood(t, { document: withCondition('{ "init": "R", "seed": { "not": 1 } }') });
  t.deepEqual(
    nodes.get('a')?.variants.map(({ leftOut }) => leftOut),
    ['seed is "1"', undefined, 'init is "P" and seed is "1"', 'init is "P"'],
  );
});
