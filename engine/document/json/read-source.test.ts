import { symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { loadPipeline } from '../load-pipeline.js';
import { loadGood, temporaryFolder } from '../load-text.test-helper.js';
import { readSource } from './read-source.js';

async function read(path: string) {
  const result = await readSource(path, 'a.json');
  return 'problem' in result ? result.problem : result.source.text;
}

test('a missing file is named', async (t) => {
  const folder = await temporaryFolder(t);
  t.deepEqual(await read(join(folder, 'a.json')), { message: 'there is no file a.json', isMissing: true });
});

test('a folder is not read', async (t) => {
  t.deepEqual(await read(await temporaryFolder(t)), { message: 'a.json is a folder, not a file' });
});

test('a device is not read', async (t) => {
  t.deepEqual(await read('/dev/zero'), { message: 'a.json is not a regular file' });
});

test('a file that cannot be read is refused with the reason', async (t) => {
  const path = join(await temporaryFolder(t), 'a.json');
  await symlink('a.json', path);
  t.deepEqual(await read(path), { message: 'cannot read a.json: too many symbolic links encountered' });
  t.deepEqual(await read(join(path, 'b')), {
    message: 'cannot read a.json: too many symbolic links encountered',
  });
  t.deepEqual(await read('/a\0b'), { message: '"a.json" cannot be the name of a file' });
});

test('a file of more than 8 MiB is refused', async (t) => {
  const path = join(await temporaryFolder(t), 'a.json');
  await writeFile(path, '');
  await truncate(path, 8 * 1024 * 1024);
  t.is(typeof (await read(path)), 'string');
  // Far more than a string can hold: it can only be refused without being read.
  await truncate(path, 2 ** 34);
  t.deepEqual(await read(path), {
    message: 'a.json is too large: 16384 MiB, where 8 MiB are allowed',
    hint: 'data belongs into files of its own, which params name by their paths',
  });
});

test('a file that is not UTF-8 is refused', async (t) => {
  const path = join(await temporaryFolder(t), 'a.json');
  await writeFile(path, Buffer.from([0x22, 0xff, 0x22]));
  t.deepEqual(await read(path), {
    message: 'a.json is not UTF-8 text',
    hint: 'save it with the encoding UTF-8',
  });
});

test('a byte order mark is tolerated', async (t) => {
  const pipeline = await loadGood(t, {
    document:
      '\uFEFF{ "nodes": { "a": { "type": "collector", "inputs": { "scores": { "gather": "b" } } }, "b": { "type": "trainer", "inputs": { "images": "c" } }, "c": { "type": "source", "params": { "path": "x" } } } }',
  });
  t.deepEqual([...pipeline.nodes.keys()], ['c', 'b', 'a']);
});

test('a document that cannot be read gives one diagnostic without a place', async (t) => {
  const registry = { get: () => undefined, types: () => [] };
  const result = await loadPipeline('/nowhere/a.json', { registry, variables: {}, environment: {} });
  t.deepEqual(result, {
    diagnostics: [{ severity: 'error', message: 'there is no file /nowhere/a.json' }],
    files: ['/nowhere/a.json'],
  });
});
