import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { loadPipeline } from '../load-pipeline.js';
import { loadGood, problemsOf, temporaryFolder, testNodes } from '../load-text.test-helper.js';

/** A document with one node, whose params are `params`. */
const withParams = (params: string) => `{ "nodes": { "a": { "type": "source", "params": ${params} } } }`;

test('a $ref is replaced by the file, relative to the file that holds it', async (t) => {
  const pipeline = await loadGood(t, {
    document: withParams('{ "$ref": "parts/params.json" }'),
    files: {
      'parts/params.json': '{ "path": "x", "split": { "$ref": "more/split.json" } }',
      'parts/more/split.json': '[0.25, 0.75]',
    },
  });
  t.deepEqual(pipeline.nodes.get('a')?.variants[0]?.params, {
    path: 'x',
    split: [0.25, 0.75],
    contrast: 'keep',
  });
});

test('the $schema of a file is for editors: it is not pulled in', async (t) => {
  const pipeline = await loadGood(t, {
    document: withParams('{ "$ref": "params.json" }'),
    files: { 'params.json': '{ "$schema": "../schemas/params.json", "path": "x" }' },
  });
  t.deepEqual(pipeline.nodes.get('a')?.variants[0]?.params, { path: 'x', contrast: 'keep' });
});

test('whole nodes, axes and lists of labels can be pulled in', async (t) => {
  const pipeline = await loadGood(t, {
    document: '{ "axes": { "$ref": "axes.json" }, "nodes": { "a": { "$ref": "node.json" } } }',
    files: {
      'axes.json': '{ "n": { "$ref": "n.json" } }',
      'n.json': '[1, 2]',
      'node.json': '{ "type": "source", "params": { "path": "x", "take": "${n}" } }',
    },
  });
  t.deepEqual(
    pipeline.nodes.get('a')?.variants.map(({ params }) => params['take']),
    [1, 2],
  );
});

test('problems point into the file that is pulled in, once for each place', async (t) => {
  const node = '{ "type": "source", "params": { "$ref": "params.json" } }';
  t.deepEqual(
    await problemsOf(t, {
      document: `{ "nodes": { "a": ${node}, "b": ${node} } }`,
      files: { 'params.json': '{\n  "path": "x",\n  "tke": 1\n}' },
    }),
    [
      'params.json:3:3  error: unknown field "tke"',
      '    "tke": 1',
      '    ~~~~~',
      '    hint: did you mean "take"?',
    ],
  );
});

test('a malformed file is reported where it is malformed', async (t) => {
  t.deepEqual(
    await problemsOf(t, { document: withParams('{ "$ref": "p.json" }'), files: { 'p.json': '{ "path": }' } }),
    ['p.json:1:11  error: expected a value, found "}"', '    { "path": }', '              ~'],
  );
});

test('a missing file is reported with the one that was meant', async (t) => {
  t.deepEqual(
    await problemsOf(t, {
      document: withParams('{ "$ref": "tasks/segmentaton.json" }'),
      files: { 'tasks/segmentation.json': '{}', 'tasks/README.md': '' },
    }),
    [
      'pipeline.json:1:59  error: there is no file tasks/segmentaton.json',
      '    { "nodes": { "a": { "type": "source", "params": { "$ref": "tasks/segmentaton.json" } } } }',
      '                                                              ~~~~~~~~~~~~~~~~~~~~~~~~',
      '    hint: did you mean "segmentation.json"?',
    ],
  );
});

test('a folder cannot be pulled in', async (t) => {
  t.deepEqual(
    await problemsOf(t, { document: withParams('{ "$ref": "tasks" }'), files: { 'tasks/a.json': '{}' } }),
    [
      'pipeline.json:1:59  error: tasks is a folder, not a file',
      '    { "nodes": { "a": { "type": "source", "params": { "$ref": "tasks" } } } }',
      '                                                              ~~~~~~~',
    ],
  );
});

test('files that pull each other in are reported as a chain', async (t) => {
  t.deepEqual(
    await problemsOf(t, {
      document: withParams('{ "$ref": "a/b.json" }'),
      files: { 'a/b.json': '{ "path": { "$ref": "../c.json" } }', 'c.json': '[{ "$ref": "a/b.json" }]' },
    }),
    [
      'c.json:1:1  error: expected text',
      '    [{ "$ref": "a/b.json" }]',
      '    ~~~~~~~~~~~~~~~~~~~~~~~~',
      'c.json:1:12  error: files pull each other in: a/b.json → c.json → a/b.json',
      '    [{ "$ref": "a/b.json" }]',
      '               ~~~~~~~~~~',
    ],
  );
});

test('a document that pulls itself in is reported', async (t) => {
  t.deepEqual(await problemsOf(t, { document: withParams('{ "$ref": "pipeline.json" }') }), [
    'pipeline.json:1:59  error: files pull each other in: pipeline.json → pipeline.json',
    '    { "nodes": { "a": { "type": "source", "params": { "$ref": "pipeline.json" } } } }',
    '                                                              ~~~~~~~~~~~~~~~',
  ]);
});

test('a file outside the project is refused, whether or not it exists', async (t) => {
  t.deepEqual(await problemsOf(t, { document: withParams('{ "$ref": "../secret.json" }') }), [
    "pipeline.json:1:59  error: ../secret.json lies outside the project's folder",
    '    { "nodes": { "a": { "type": "source", "params": { "$ref": "../secret.json" } } } }',
    '                                                              ~~~~~~~~~~~~~~~~',
    '    hint: files are pulled in from <folder> only',
  ]);
  t.deepEqual(await problemsOf(t, { document: withParams('{ "$ref": "/etc/hostname" }') }), [
    "pipeline.json:1:59  error: /etc/hostname lies outside the project's folder",
    '    { "nodes": { "a": { "type": "source", "params": { "$ref": "/etc/hostname" } } } }',
    '                                                              ~~~~~~~~~~~~~~~',
    '    hint: files are pulled in from <folder> only',
  ]);
});

test('the project reaches from the nearest configuration above down', async (t) => {
  const folder = await temporaryFolder(t);
  const [sub, outside] = [join(folder, 'project/pipelines'), join(folder, 'outside.json')];
  await mkdir(sub, { recursive: true });
  await writeFile(join(folder, 'project/micrograph.config.json'), '{}');
  await writeFile(join(folder, 'project/params.json'), '{ "path": "x" }');
  await writeFile(outside, '{ "path": "x" }');
  await symlink(outside, join(sub, 'link.json'));
  const load = async (params: string) => {
    await writeFile(join(sub, 'a.json'), withParams(params));
    const registry = { get: () => testNodes[0], types: () => [] };
    return loadPipeline(join(sub, 'a.json'), { registry, variables: {}, environment: {} });
  };
  const { pipeline } = await load('{ "$ref": "../params.json" }');
  t.is(pipeline?.projectFolder, join(folder, 'project'));
  // A link inside the project that leads out of it is refused too.
  const { diagnostics } = await load('{ "$ref": "link.json" }');
  t.deepEqual(
    diagnostics.map(({ message }) => message),
    ["link.json lies outside the project's folder"],
  );
});

test('a $ref must stand alone and name a file', async (t) => {
  t.deepEqual(
    await problemsOf(t, {
      document: withParams(
        '{ "path": { "$ref": 3 }, "take": { "$ref": "a.json", "b": 1 }, "split": { "$ref": "${x}.json" } }',
      ),
    }),
    [
      'pipeline.json:1:69  error: expected the path of a JSON or CSV file',
      '    …"source", "params": { "path": { "$ref": 3 }, "take": { "$ref": "a.json", "b": 1 }, "split": { "$ref"…',
      '                                             ~',
      'pipeline.json:1:84  error: "$ref" must stand alone in its object',
      '    …ms": { "path": { "$ref": 3 }, "take": { "$ref": "a.json", "b": 1 }, "split": { "$ref": "${x}.json" }…',
      '                                             ~~~~~~',
      '    hint: put the other fields into the file',
      'pipeline.json:1:131  error: the path of a "$ref" cannot hold ${…}',
      '    … "a.json", "b": 1 }, "split": { "$ref": "${x}.json" } } } } }',
      '                                             ~~~~~~~~~~~',
      '    hint: write one "$ref" for each value of an axis, and use the axis here',
    ],
  );
});

test('a chain of files may be 16 long', async (t) => {
  const chain = (length: number) =>
    Object.fromEntries(
      Array.from({ length }, (_, i) => [
        `${i}.json`,
        i === length - 1 ? '"x"' : `{ "$ref": "${i + 1}.json" }`,
      ]),
    );
  const document = withParams('{ "path": { "$ref": "0.json" } }');
  await loadGood(t, { document, files: chain(15) });
  t.deepEqual(await problemsOf(t, { document, files: chain(16) }), [
    '14.json:1:11  error: more than 16 files pull each other in, one from the other',
    '    { "$ref": "15.json" }',
    '              ~~~~~~~~~',
  ]);
});

test('files cannot multiply each other beyond any memory', async (t) => {
  const level = (n: number) => `[${Array(10).fill(`{ "$ref": "${n}.json" }`).join(', ')}]`;
  const files = Object.fromEntries(
    Array.from({ length: 8 }, (_, n) => [`${n}.json`, n === 0 ? '1' : level(n - 1)]),
  );
  t.deepEqual(await problemsOf(t, { document: withParams('{ "path": { "$ref": "7.json" } }'), files }), [
    '6.json:1:90  error: more than 1000000 values are pulled in',
    '    …ref": "5.json" }, { "$ref": "5.json" }, { "$ref": "5.json" }, { "$ref": "5.json" }, { "$ref": "5.jso…',
    '                                             ~~~~~~~~~~~~~~~~~~~~',
    '7.json:1:1  error: expected text',
    '    [{ "$ref": "6.json" }, { "$ref": "6.json" }, { "$ref": "6.json" }, { "$ref": "6.json" }, { "$ref": "…',
    '    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~',
  ]);
});
