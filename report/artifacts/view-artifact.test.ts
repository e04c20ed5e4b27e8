import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { artifactOf } from '../../cache/artifact.js';
import { BlobStore } from '../../cache/blobs/blob-store.js';
import { viewArtifact } from './view-artifact.js';

const small = new Map<string, Uint8Array>();
const blobs = new BlobStore(mkdtempSync(join(tmpdir(), 'micrograph-view-')), small);

async function viewOf(type: string, contents: Record<string, string | Uint8Array>): Promise<string> {
  const files = await Promise.all(
    Object.entries(contents).map(async ([name, bytes]) => {
      const { content, ...file } = await blobs.write(name, Buffer.from(bytes));
      if (content) small.set(file.digest, content);
      return file;
    }),
  );
  return viewArtifact(artifactOf(type, files), blobs);
}

test('of pictures it is said what they show, and each is listed with its size and place', async (t) => {
  const index = { columns: ['input', 'target'], rows: ['a'], pictures: ['one.png', 'two.png'] };
  const lines = (
    await viewOf('pictures', {
      'two.png': new Uint8Array(123_400),
      'one.png': new Uint8Array(12),
      'index.json': JSON.stringify(index),
    })
  ).split('\n');
  t.deepEqual(JSON.parse(lines[0]!), index);
  t.is(lines[3], '  one.png  12 B');
  t.regex(lines[4]!, /^ {2}two\.png {2}123 kB {2}.*blobs/);
});

test('a long text is shown without its middle', async (t) => {
  const history = Array.from({ length: 100 }, (_, i) => JSON.stringify({ epoch: i + 1 }));
  const lines = (await viewOf('history', { 'history.jsonl': history.join('\n') })).split('\n');
  t.is(lines[0], '{"epoch":1}');
  t.is(lines[20], '… 60 lines …');
  t.is(lines[40], '{"epoch":100}');
});
