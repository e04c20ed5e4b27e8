import test from 'ava';
import { loadGood, problemsOf, testNodes } from '../load-text.test-helper.js';

/** A document of one node with these fields beside its type and params. */
const node = (fields: string, type = 'source', rest = '') =>
  `{ "nodes": { "a": { "type": "${type}", "params": { "path": "x" },\n${fields}\n} }${rest} }`;

test('a node may say what it takes and how long, and the document how much there is', async (t) => {
  const resources = { cpus: 2, memoryBytes: 4_000_000_000, gpus: 0, limits: { licence: 2 } };
  const fields = `"resources": ${JSON.stringify(resources)}, "timeoutMs": 60000`;
  const pipeline = await loadGood(t, { document: node(fields, 'source', ', "limits": { "licence": 3 }') });
  const template = pipeline.nodes.get('a')!;
  t.deepEqual(template.resources, resources as object);
  t.is(template.timeoutMs, 60_000);
  t.deepEqual(pipeline.limits, { licence: 3 });
});

test('what is not said is left to the type', async (t) => {
  const pipeline = await loadGood(t, { document: node('"inputs": {}') });
  const template = pipeline.nodes.get('a')!;
  t.false('resources' in template || 'timeoutMs' in template || 'limits' in pipeline);
});

/** [what the title says, the fields, what is said of them] */
const wrong: readonly [string, string, readonly string[]][] = [
  [
    'memory in words',
    '"resources": { "memoryBytes": "4 GB" }',
    [
      'pipeline.json:2:31  error: expected a whole number, found "4 GB"',
      '    "resources": { "memoryBytes": "4 GB" }',
      '                                  ~~~~~~',
    ],
  ],
  [
    'two GPUs',
    '"resources": { "gpus": 2 }',
    [
      'pipeline.json:2:24  error: expected one of 0, 1, found 2',
      '    "resources": { "gpus": 2 }',
      '                           ~',
    ],
  ],
  [
    'a resource that there is not',
    '"resources": { "memory": 1 }',
    [
      'pipeline.json:2:16  error: unknown field "memory"',
      '    "resources": { "memory": 1 }',
      '                   ~~~~~~~~',
      '    hint: fields: cpus, memoryBytes, gpus, limits',
    ],
  ],
  [
    'no time at all',
    '"timeoutMs": 0',
    ['pipeline.json:2:14  error: expected at least 1, found 0', '    "timeoutMs": 0', '                 ~'],
  ],
];

for (const [what, fields, lines] of wrong) {
  test(`${what} is an error at its place`, async (t) => {
    t.deepEqual(await problemsOf(t, { document: node(fields) }), [...lines]);
  });
}

test('a node that runs inside the coordinator takes nothing, and has no time limit', async (t) => {
  const light = { ...testNodes[0]!, type: 'light', light: true as const };
  const lines = await problemsOf(t, {
    document: node('"timeoutMs": 5', 'light'),
    nodes: [...testNodes, light],
  });
  t.deepEqual(lines, [
    'pipeline.json:2:14  error: a node of type "light" takes no resources and no time: it runs inside the coordinator',
    '    "timeoutMs": 5',
    '                 ~',
    '    hint: leave this out',
  ]);
});

test('a limit that no node takes anything of is told, with the name that may be meant', async (t) => {
  const fields = '"resources": { "limits": { "licence": 1 } }';
  t.deepEqual(await problemsOf(t, { document: node(fields, 'source', ', "limits": { "license": 3 }') }), [
    'pipeline.json:3:18  warning: no node takes anything of the limit "license"',
    '    } }, "limits": { "license": 3 } }',
    '                     ~~~~~~~~~',
    '    hint: did you mean "licence"?',
  ]);
});
