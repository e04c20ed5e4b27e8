import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { artifactOf } from '../../cache/artifact.js';
import { thisProcess } from '../../cache/records/process-identity.js';
import { RecordStore } from '../../cache/records/record-store.js';
import { StateStore } from '../../cache/states/state-store.js';
import { RunStore } from './run-store.js';

async function newStore(t: ExecutionContext) {
  const folder = await mkdtemp(join(tmpdir(), 'micrograph-run-store-'));
  const records = RecordStore.open(folder);
  t.teardown(async () => {
    await records.close();
    await rm(folder, { recursive: true, force: true });
  });
  const store = new RunStore(folder, records, 'run', thisProcess(), () => 0);
  const states = new StateStore(folder);
  await store.leases.tryTake('t');
  return {
    store,
    save: async (progress: number) =>
      store.commitCheckpoint('t', progress, await states.write('t', progress, { state: Buffer.from('x') })),
    /** The states that are known, which must be those that there are. */
    async saved() {
      const known = store.checkpoints('t').map(({ progress }) => progress);
      const folders = (await readdir(join(folder, 'states', 't'))).map(Number);
      t.deepEqual(folders.sort(), known.toSorted());
      return known.toSorted((a, b) => a - b);
    },
  };
}

test('a state takes the place of the one before it', async (t) => {
  const { save, saved } = await newStore(t);
  await save(1);
  await save(2);
  t.deepEqual(await saved(), [2]);
});

test('a state within an epoch leaves the one at its beginning, until the epoch is finished', async (t) => {
  const { save, saved } = await newStore(t);
  await save(0.5);
  await save(1);
  t.deepEqual(await saved(), [1]);
  await save(1.25);
  t.deepEqual(await saved(), [1, 1.25]);
  await save(1.5);
  t.deepEqual(await saved(), [1, 1.5]);
  await save(2);
  t.deepEqual(await saved(), [2]);
});

test('states at which an instance finished stay, and those beyond', async (t) => {
  const { store, save, saved } = await newStore(t);
  await save(1);
  await store.markMilestone('t', 1);
  await save(2.5);
  t.deepEqual(await saved(), [1, 2.5]);
  await save(2);
  t.deepEqual(await saved(), [1, 2, 2.5]);
});

test('what was saved is known once its commits are waited for', async (t) => {
  const { store, save } = await newStore(t);
  await store.checkpointsCommitted('t');
  const earlier = save(1);
  const states = new StateStore(store.folder);
  void store.commitCheckpoint('t', 2, await states.write('t', 2, { state: Buffer.from('x') }));
  await store.checkpointsCommitted('t');
  t.true(store.checkpoints('t').some(({ progress }) => progress === 2));
  await earlier;
});

const record = {
  manifest: { format: 1, type: 'x', version: '1', params: {}, files: {}, inputs: {} },
  instance: 'x',
  pipeline: 'p',
  durationMs: 1,
  attempts: 1,
  environment: { node: 'v20', platform: 'test', cpu: 'test' },
};

test('a training that another run took over is not written to any more', async (t) => {
  const { store, save, saved } = await newStore(t);
  await save(1);
  await store.records.leases.put('t', { run: 'other', ...thisProcess(), renewedAtMs: 0 });
  await save(2);
  t.deepEqual(
    store.checkpoints('t').map(({ progress }) => progress),
    [1],
  );
  await store.records.leases.put('t', { run: 'run', ...thisProcess(), renewedAtMs: 0 });
  await save(2);
  t.deepEqual(await saved(), [2]);
});

test('the first whole record of a key stays', async (t) => {
  const { store } = await newStore(t);
  const written = async (text: string) => {
    const { content, ...file } = await store.blobs.write('file', text);
    return {
      outputs: { out: artifactOf('json', [file]) },
      contents: new Map([[file.digest, content!]]),
      file,
    };
  };
  const [first, second] = [await written('first'), await written('second')];
  t.deepEqual(await store.commit('k', record, first.outputs, first.contents), first.outputs);
  t.deepEqual(await store.commit('k', record, second.outputs, second.contents), first.outputs);
  t.is(store.records.smallBlobs.get(second.file.digest), undefined);
  await store.quarantine(first.file.digest);
  t.deepEqual(await store.commit('k', record, second.outputs, second.contents), second.outputs);
  t.deepEqual(store.records.outputs.get('k'), second.outputs);
});

test('nothing is recorded whose files are gone', async (t) => {
  const { store } = await newStore(t);
  const file = await store.blobs.write('file', 'large'.repeat(10_000));
  const outputs = { out: artifactOf('json', [file]) };
  await rm(store.blobs.filePath(file)!);
  await t.throwsAsync(store.commit('k', record, outputs, new Map()), { message: /its files were deleted/ });
  t.is(store.records.outputs.get('k'), undefined);
});
