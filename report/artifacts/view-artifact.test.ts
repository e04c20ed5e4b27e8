import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { type Artifact, artifactOf } from '../../cache/artifact.js';
import { BlobStore } from '../../cache/blobs/blob-store.js';
import { viewArtifact, viewPictures } from './view-artifact.js';

const small = new Map<string, Uint8Array>();
const blobs = new BlobStore(mkdtempSync(join(tmpdir(), 'micrograph-view-')), small);

async function stored(type: string, contents: Record<string, string>): Promise<Artifact> {
  const files = Object.entries(contents).map(async ([name, text]) => {
    const { content, ...file } = await blobs.write(name, text);
    if (content) small.set(file.digest, content);
    return file;
  });
  return artifactOf(type, await Promise.all(files));
}

async function viewOf(type: string, contents: Record<string, string>): Promise<string> {
  return viewArtifact(await stored(type, contents), blobs);
}

test('of pictures it is said what they show, and where copies of them lie', async (t) => {
  const index = { columns: ['input', 'target'], rows: ['a'], pictures: ['one.png'] };
  const text = await viewPictures(await stored('pictures', { 'index.json': JSON.stringify(index) }), blobs, [
    '/look/index.json',
    '/look/one.png',
  ]);
  t.deepEqual(text.split('\n'), [
    '  from left to right  input, target',
    '  from top to bottom  a',
    '  /look/one.png',
    '',
  ]);
});

test('the files of a folder are listed by name, of many the first and the last', async (t) => {
  const names = Array.from({ length: 100 }, (_, i) => `files/${String(i).padStart(3, '0')}.tif`);
  const lines = (
    await viewOf('folder', { ...Object.fromEntries(names.map((name) => [name, name])), 'index.json': '{}' })
  ).split('\n');
  t.is(lines[0], '  101 files, 1.30 kB');
  t.is(lines[1], '  files/000.tif  13 B');
  t.is(lines[21], '… 61 lines …');
  t.is(lines[41], '  index.json  2 B');
});

test('a long text is shown without its middle', async (t) => {
  const history = Array.from({ length: 100 }, (_, i) => JSON.stringify({ epoch: i + 1 }));
  const lines = (await viewOf('history', { 'history.jsonl': history.join('\n') })).split('\n');
  t.is(lines[0], '{"epoch":1}');
  t.is(lines[20], '… 60 lines …');
  t.is(lines[40], '{"epoch":100}');
});
