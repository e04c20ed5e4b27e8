import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { artifactOf } from '../artifact.js';
import { BlobStore } from '../blobs/blob-store.js';
import { thisProcess } from '../records/process-identity.js';
import type { NodeRecord, RunRecord } from '../records/record.js';
import { RecordStore } from '../records/record-store.js';
import { collect } from './collect.js';
import type { GcRequest } from './kept.js';
import { moveAside } from './move-aside.js';

const nowMs = 1_000_000_000_000;
const hourMs = 3_600_000;
const nothingKept: GcRequest = {
  planned: new Set(),
  keepRuns: undefined,
  olderThanMs: undefined,
  maxBytes: undefined,
  nowMs,
};
const record = (run: string): NodeRecord => ({
  manifest: { format: 1, type: 'x', version: '1', params: {}, files: {}, inputs: {} },
  instance: 'x',
  pipeline: 'p',
  run,
  computedAt: new Date(nowMs - hourMs).toISOString(),
  durationMs: 1,
  attempts: 1,
  environment: { node: 'v20', platform: 'test', cpu: 'test' },
});
const run = (id: string, more: Partial<RunRecord> = {}): RunRecord => ({
  id,
  pipeline: 'p',
  file: 'p.json',
  state: 'running',
  startedAt: new Date(nowMs - 2 * hourMs).toISOString(),
  ...thisProcess(),
  counts: {},
  ...more,
});

async function newStore(t: ExecutionContext) {
  const folder = await mkdtemp(join(tmpdir(), 'micrograph-gc-'));
  const records = RecordStore.open(folder);
  t.teardown(async () => {
    await records.close();
    await rm(folder, { recursive: true, force: true });
  });
  const blobs = new BlobStore(folder, records.smallBlobs);
  return {
    folder,
    records,
    async write(text: string, writtenMs: number) {
      const file = await blobs.write('file', text.repeat(20_000));
      await utimes(blobs.filePath(file)!, writtenMs / 1000, writtenMs / 1000);
      return { out: artifactOf('json', [file]) };
    },
    commit: (key: string, by: string, outputs: Parameters<RecordStore['commit']>[2]) =>
      records.commit(key, record(by), outputs),
    async files() {
      const names = await readdir(join(folder, 'blobs'));
      return (await Promise.all(names.map((name) => readdir(join(folder, 'blobs', name))))).flat().length;
    },
  };
}

test('what a run under way has written, used or recorded stays, and all of it goes when the run is gone', async (t) => {
  const { folder, records, write, commit, files } = await newStore(t);
  const used = 'a'.repeat(64);
  const keys = await records.transaction(() => records.plans.putKeys([used]));
  await records.runs.put('live', run('live', { keys }));
  await commit(used, 'earlier', await write('used', nowMs - 9 * hourMs));
  await commit('b', 'live', await write('recorded', nowMs - hourMs));
  await commit('c', 'earlier', await write('found', nowMs - 9 * hourMs));
  await records.remember('p', 'x', { key: 'c', run: 'earlier' });
  await write('written, not recorded', nowMs - hourMs);
  await write('written when the clock was another', nowMs - 1_000);
  await commit('d', 'earlier', await write('of nobody', nowMs - 9 * hourMs));

  const first = await collect(records, folder, nothingKept);
  t.deepEqual(
    first.garbage.map(({ name }) => name),
    ['d'],
  );
  t.deepEqual(first.liveRuns, ['live']);
  t.true(first.tooYoungBytes > 0);
  t.is(await files(), 5);

  await records.runs.put('live', run('live', { processStart: '1' }));
  await collect(records, folder, nothingKept);
  t.is(await files(), 0);
  t.is(records.outputs.getKeysCount(), 0);
  t.is(records.evicted.getKeysCount(), 4);
});

test('a run of a process that cannot be looked for is under way while it renews its lease', async (t) => {
  const { folder, records, write, files } = await newStore(t);
  await records.runs.put('far', run('far', { host: 'elsewhere' }));
  const lease = { run: 'far', ...thisProcess(), host: 'elsewhere' };
  await write('not recorded yet', nowMs - hourMs);
  await records.leases.put('run/far', { ...lease, renewedAtMs: nowMs - 5_000 });
  await collect(records, folder, nothingKept);
  t.is(await files(), 1);
  await records.leases.put('run/far', { ...lease, renewedAtMs: nowMs - hourMs });
  await collect(records, folder, nothingKept);
  t.is(await files(), 0);
});

test('results that share content free it when the last of them goes', async (t) => {
  const { folder, records, write, commit, files } = await newStore(t);
  const outputs = await write('shared', nowMs - hourMs);
  await commit('a'.repeat(64), 'r', outputs);
  await commit('b'.repeat(64), 'r', outputs);
  const kept = await collect(records, folder, { ...nothingKept, planned: new Set(['a'.repeat(64)]) });
  t.deepEqual(
    kept.garbage.map(({ bytes }) => bytes),
    [0],
  );
  t.is(await files(), 1);
  const { garbage } = await collect(records, folder, nothingKept);
  t.deepEqual(
    garbage.map(({ bytes }) => bytes),
    [120_000],
  );
  t.is(await files(), 0);
});

test('a fetched result is as old as it is here, not as it is where it was computed', async (t) => {
  const { folder, records, write } = await newStore(t);
  const computedAt = new Date(nowMs - 99 * hourMs).toISOString();
  const fetched = { from: 'http://cache', at: new Date(nowMs - hourMs).toISOString(), signed: false };
  await records.commit('a', { ...record('r'), computedAt }, await write('computed', nowMs - 99 * hourMs));
  await records.commit('b', { ...record('r'), computedAt, fetched }, await write('fetched', nowMs - hourMs));
  const { garbage } = await collect(records, folder, { ...nothingKept, olderThanMs: 9 * hourMs });
  t.deepEqual(
    garbage.map(({ name }) => name),
    ['a'],
  );
});

test('content that is put in place again while it is deleted is put back', async (t) => {
  const { folder, write, files } = await newStore(t);
  const { out } = await write('again', nowMs - hourMs);
  const { digest } = out.files[0]!;
  const path = join(folder, 'blobs', digest.slice(0, 2), digest.slice(2));
  t.false(moveAside(path, join(folder, 'aside'), () => false));
  t.is(await files(), 1);
  t.true(moveAside(path, join(folder, 'aside'), () => true));
  t.false(
    moveAside(path, join(folder, 'aside'), () => true),
    'what is gone already is no error',
  );
});

test('the list of files that a result was computed from stays with its record', async (t) => {
  const store = await newStore(t);
  const outputs = await store.write('o', nowMs - hourMs);
  const { files } = (await store.write('l', nowMs - hourMs)).out;
  const listings = [{ ...files[0]!, name: 'path' }];
  await store.records.commit('k', { ...record('r'), listings }, outputs, new Map());
  await collect(store.records, store.folder, nothingKept);
  const blobs = new BlobStore(store.folder, store.records.smallBlobs);
  t.is(await blobs.read(outputs.out.files[0]!), undefined);
  t.truthy(await blobs.read(files[0]!));
});

test('what runs planned goes when the last run that names it does, also while another run is under way', async (t) => {
  const { folder, records } = await newStore(t);
  const plan = (name: string) =>
    records.transaction(() => {
      records.plans.putSnapshot(name, () => ({ document: { name }, instances: ['x'] }));
      return { snapshot: name, keys: records.plans.putKeys([name.repeat(64)]) };
    });
  const [old, live] = [await plan('a'), await plan('b')];
  await records.runs.put('old', run('old', { ...old, state: 'done' }));
  await records.runs.put('live', run('live', live));
  await collect(records, folder, nothingKept);
  t.is(records.plans.names().length, 4, 'nobody said how many runs are kept');
  await collect(records, folder, { ...nothingKept, keepRuns: 0 });
  t.deepEqual(records.plans.names(), [live.keys, live.snapshot]);
  t.deepEqual(records.plans.snapshot('b'), { document: { name: 'b' }, instances: ['x'] });
});
