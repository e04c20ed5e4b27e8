import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'ava';
import { artifactOf } from './artifact.js';
import { BlobStore } from './blobs/blob-store.js';
import { RecordStore } from './records/record-store.js';
import { verifyStore } from './verify.js';

test('content that a result and the state of its training share is told of once', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'micrograph-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const records = RecordStore.open(folder);
  t.teardown(() => records.close());
  const weights = { name: 'weights', digest: 'ab'.repeat(32), sizeBytes: 20_000 };
  await records.outputs.put('key', { weights: artifactOf('weights', [weights]) });
  await records.records.put('key', {
    manifest: { format: 1, type: 'x', version: '1', params: {}, files: {}, inputs: {} },
    instance: 'tuned',
    pipeline: 'p',
    run: 'run',
    computedAt: new Date(0).toISOString(),
    durationMs: 1,
    attempts: 1,
    environment: { node: 'v20', platform: 'test', cpu: 'test' },
    trajectory: 'training',
  });
  await records.trajectories.put('training', [{ progress: 1, files: [weights], milestone: true }]);
  const path = new BlobStore(folder, records.smallBlobs).filePath(weights)!;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, Buffer.alloc(weights.sizeBytes));

  const { damage } = await verifyStore(records, folder, { writable: true, onProgress: () => {} });
  t.deepEqual(
    damage.map(({ affects }) => affects),
    [[{ instance: 'tuned', pipeline: 'p' }]],
  );
});
