import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { Rig } from '../rig/rig.js';

const good = { name: 'good', nodes: { one: { type: 'emit', params: { value: 1 } } } };

/** A project whose store holds something already. */
async function rigWithStore(t: ExecutionContext): Promise<Rig> {
  const rig = await Rig.make(t);
  await rig.write('p.json', good);
  t.is((await rig.run(['run', 'p.json'])).status, 0);
  return rig;
}

/** Names and contents of everything in the store; LMDB's table of readers is not content. */
async function storeContent(rig: Rig): Promise<Record<string, string>> {
  const store = rig.path('.micrograph');
  const entries = await readdir(store, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== 'lock.mdb');
  const digests = files.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    return [
      path,
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    ];
  });
  return Object.fromEntries(await Promise.all(digests));
}

/** The document is refused by every command that reads it, with these words, and the store stays as it was. */
async function refused(t: ExecutionContext, document: unknown, ...words: RegExp[]): Promise<void> {
  const rig = await rigWithStore(t);
  const before = await storeContent(rig);
  await rig.write('p.json', document);
  for (const command of ['validate', 'plan', 'run']) {
    const { status, stderr } = await rig.run([command, 'p.json']);
    t.is(status, 2, `${command}: ${stderr}`);
    for (const expected of words) t.regex(stderr, expected, command);
    t.notRegex(stderr, /\n\s+at .*:\d+:\d+\)?\n/, 'no stack trace');
  }
  t.deepEqual(await storeContent(rig), before);
}

const node = (fields: object) => ({
  name: 'bad',
  nodes: { one: { type: 'emit', params: { value: 1 } }, ...fields },
});

test('malformed JSON shows where it breaks', (t) =>
  refused(t, '{\n  "name": "bad",\n  "nodes": {]\n}', /p\.json:3:13 {2}error: /, /~/));

test('typographic quotes are told apart from straight ones', (t) =>
  refused(t, '{ “name”: "bad" }', /straight double quotes: "…"/));

test('an unknown field is named, with the one that was meant', (t) =>
  refused(
    t,
    node({ two: { type: 'emit', param: { value: 1 } } }),
    /p\.json:\d+:\d+ .*"param"/,
    /hint: .*"params"/,
  ));

test('an unknown node type is named, with the one that was meant', (t) =>
  refused(
    t,
    node({ two: { type: 'emitt', params: { value: 1 } } }),
    /unknown node type "emitt"/,
    /hint: .*"emit"/,
  ));

test('a param of the wrong type is underlined', (t) =>
  refused(
    t,
    node({ two: { type: 'combine', inputs: { a: 'one' }, params: { factor: 'x' } } }),
    /expected a number/,
    /"x"\n\s+~~~/,
  ));

const withNetwork = (network: object) =>
  node({
    images: { type: 'load', params: { simulate: { kind: 'nanoparticles', count: 4, size: 32, seed: 1 } } },
    two: { type: 'pretrain-gan', inputs: { images: 'images.images' }, params: { network, epochs: 1 } },
  });

for (const [title, network, words] of [
  [
    'an unknown kind of network is underlined, with the one that was meant',
    { kind: 'hrnett', preset: 'W18' },
    [
      /expected "residual-unet" or "hrnet", found "hrnett"/,
      /"hrnett".*\n\s+~~~~~~~~/,
      /did you mean "hrnet"/,
    ],
  ],
  [
    'an unknown preset is underlined, with those that there are',
    { kind: 'hrnet', preset: 'W33' },
    [/expected one of "W18-small-v1", .*"W48", found "W33"/, /"W33".*\n\s+~~~~~/],
  ],
  [
    'a field of another kind of network is named',
    { kind: 'hrnet', preset: 'W18', blocks: 2 },
    [/unknown field "blocks"/, /fields: kind, preset, stemStride/],
  ],
  [
    'pools that are not as many as levels are underlined',
    { kind: 'residual-unet', blocks: 2, pools: [2, 2, 2] },
    [/a network with 2 blocks has 2 pools, not 3/],
  ],
] as const) {
  test(title, (t) => refused(t, withNetwork(network), ...words));
}

test('ports that do not fit name both types', (t) =>
  refused(
    t,
    node({ two: { type: 'evaluate', inputs: { model: 'one', data: 'one' } } }),
    /checkpoints/,
    /json/,
  ));

test('a cycle is shown as a path', (t) =>
  refused(
    t,
    node({
      two: { type: 'combine', inputs: { a: 'three' } },
      three: { type: 'combine', inputs: { a: 'two' } },
    }),
    /two → three → two|three → two → three/,
  ));

test('an axis that does not exist is named', (t) =>
  refused(t, node({ two: { type: 'emit', params: { value: '${sed}' } } }), /unknown axis "sed"/));

test('a folder that does not exist is named, and the param underlined', async (t) => {
  const rig = await rigWithStore(t);
  const before = await storeContent(rig);
  await rig.write('p.json', node({ two: { type: 'read-files', params: { path: 'nowhere' } } }));
  for (const command of ['plan', 'run']) {
    const { status, stderr } = await rig.run([command, 'p.json']);
    t.is(status, 2);
    t.regex(
      stderr,
      /p\.json:\d+:\d+ {2}error: there is no folder .*nowhere\n.*"nowhere"\n\s+~{9}\n\s+hint: relative paths start at/,
    );
  }
  t.deepEqual(await storeContent(rig), before);
});

test('NaN is no JSON, 1e999 is out of range', async (t) => {
  const text = (value: string) =>
    `{ "name": "bad", "nodes": { "one": { "type": "emit", "params": { "value": ${value} } } } }`;
  await refused(t, text('NaN'), /p\.json:1:\d+ {2}error: .*NaN/);
  await refused(t, text('1e999'), /1e999 is out of range/);
});

test('__proto__ is no name', (t) =>
  refused(
    t,
    '{ "name": "bad", "nodes": { "__proto__": { "type": "emit", "params": { "value": 1 } } } }',
    /"__proto__" is not allowed/,
  ));

test('a document of 100 MB is refused without reading it', (t) =>
  refused(t, ' '.repeat(100_000_000), /p\.json is too large: 96 MiB/));

test('a document nested 10,000 deep is refused', (t) =>
  refused(
    t,
    `{ "name": "bad", "nodes": ${'['.repeat(10_000)}${']'.repeat(10_000)} }`,
    /nested more than 64 levels deep/,
  ));

test('all problems are shown at once', (t) =>
  refused(
    t,
    node({
      two: { type: 'emitt' },
      three: { type: 'emit', params: {} },
      four: { type: 'combine', inputs: { a: 'five' } },
    }),
    /unknown node type "emitt"/,
    /missing field "value"/,
    /unknown node "five"/,
  ));

test('a file that does not exist, and arguments that make no sense, end with status 2', async (t) => {
  const rig = await Rig.make(t);
  for (const args of [
    ['run', 'none.json'],
    ['run'],
    ['nonsense'],
    ['run', 'p.json', '--jobs', '0'],
    ['show', 'p.json'],
  ]) {
    const { status, stderr } = await rig.run(args);
    t.is(status, 2, args.join(' '));
    t.regex(stderr, /error: /);
  }
  t.deepEqual(await readdir(rig.folder), ['micrograph.config.json'], 'nothing was written');
});
