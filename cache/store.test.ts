import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { artifactOf } from './artifact.js';
import { BlobStore } from './blobs/blob-store.js';
import { smallBlobBytes } from './blobs/small-blobs.js';
import { keyFormat } from './key/manifest.js';
import { Leases, staleAfterMs } from './records/leases.js';
import { thisProcess } from './records/process-identity.js';
import type { NodeRecord } from './records/record.js';
import { RecordStore, StoreError } from './records/record-store.js';
import { StateStore } from './states/state-store.js';

async function folder(t: ExecutionContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'micrograph-store-'));
  t.teardown(() => rm(path, { recursive: true, force: true }));
  return path;
}

const record: NodeRecord = {
  manifest: { format: keyFormat, type: 'x', version: '1', params: { a: [1, 'b'] }, files: {}, inputs: {} },
  instance: 'x',
  pipeline: 'p',
  run: 'r',
  computedAt: '2026-01-01T00:00:00.000Z',
  durationMs: 1,
  attempts: 1,
  environment: { node: 'v20', platform: 'test', cpu: 'test' },
};

/** More than lies in the database. */
const large = (text: string) => text.repeat(smallBlobBytes);

test('a large file is named by the SHA-256 of its content, and stored once', async (t) => {
  const path = await folder(t);
  const blobs = new BlobStore(path);
  const one = await blobs.write('one.txt', large('text'));
  const two = await blobs.write('two.txt', pieces(large('te').slice(1), 't', large('xt')));
  const same = await blobs.write('same.txt', pieces('text', large('text').slice(4)));
  t.is(one.digest, createHash('sha256').update(large('text')).digest('hex'));
  t.is(one.digest, same.digest);
  t.not(one.digest, two.digest);
  t.is((await blobs.read(one))?.toString(), large('text'));
  t.is(await blobs.digestOfContent(one), one.digest);
  t.is(await readFile(blobs.filePath(one)!, 'utf8'), large('text'));
  t.deepEqual(await readdir(join(path, 'tmp')), []);
});

test('a small file is handed back, to be committed with the record that names it', async (t) => {
  const path = await folder(t);
  const store = RecordStore.open(path);
  const blobs = new BlobStore(path, store.smallBlobs);
  const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  const { content: nothing, ...emptyFile } = await blobs.write('empty', new Uint8Array());
  t.deepEqual(emptyFile, { name: 'empty', digest: empty, sizeBytes: 0 });
  const { content, ...file } = await blobs.write('one.txt', pieces('te', 'xt'));
  t.is(Buffer.from(content!).toString(), 'text');
  t.is(blobs.filePath(file), undefined);
  t.deepEqual(await readdir(path), ['records']);

  const artifact = artifactOf('json', [emptyFile, file]);
  t.is(blobs.firstMissing(artifact)?.name, 'empty');
  t.is(await blobs.read(file), undefined);
  const contents = new Map([
    [emptyFile.digest, nothing!],
    [file.digest, content!],
  ]);
  await store.commit('key', record, { out: artifact }, contents);
  t.is(blobs.firstMissing(artifact), undefined);
  t.is((await blobs.read(file))?.toString(), 'text');
  t.is(await blobs.digestOfContent(file), file.digest);
  t.is(await readFile(blobs.openablePath(file), 'utf8'), 'text');
  await store.removeSmallBlob(file.digest);
  t.is(blobs.firstMissing(artifact)?.name, 'one.txt');
  await store.close();
});

test('a source may reuse the memory of its pieces', async (t) => {
  const blobs = new BlobStore(await folder(t));
  const piece = Buffer.alloc(100);
  async function* reused(count: number) {
    for (let i = 0; i < count; i++) yield piece.fill(i);
  }
  const expected = (count: number) =>
    Buffer.concat(Array.from({ length: count }, (_, i) => Buffer.alloc(100, i)));
  const { content } = await blobs.write('small', reused(3));
  t.deepEqual(Buffer.from(content!), expected(3));
  const count = Math.ceil(smallBlobBytes / 100) + 9;
  const written = await blobs.write('large', reused(count));
  t.is(written.digest, createHash('sha256').update(expected(count)).digest('hex'));
});

async function* pieces(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}

test('content that breaks off while it is written leaves nothing behind', async (t) => {
  const path = await folder(t);
  async function* broken() {
    yield Buffer.from(large('begun'));
    throw new Error('source gone');
  }
  await t.throwsAsync(new BlobStore(path).write('x', broken()), { message: 'source gone' });
  t.deepEqual(await readdir(join(path, 'tmp')), []);
});

test('an artifact misses a file that is gone or has another size', async (t) => {
  const blobs = new BlobStore(await folder(t));
  const files = [await blobs.write('a', large('aa')), await blobs.write('b', large('bbb'))];
  const artifact = artifactOf('json', files);
  t.is(blobs.firstMissing(artifact), undefined);
  await chmod(blobs.filePath(files[1]!)!, 0o644);
  await writeFile(blobs.filePath(files[1]!)!, 'b');
  t.is(blobs.firstMissing(artifact)?.name, 'b');
  await rm(blobs.filePath(files[0]!)!);
  t.is(blobs.firstMissing(artifact)?.name, 'a');
});

test('an artifact’s digest is over its type, names and contents, in any order', async (t) => {
  const blobs = new BlobStore(await folder(t));
  const [a, b] = [await blobs.write('a', '1'), await blobs.write('b', '2')];
  t.is(artifactOf('json', [a, b]).digest, artifactOf('json', [b, a]).digest);
  t.not(artifactOf('json', [a, b]).digest, artifactOf('table', [a, b]).digest);
  t.not(artifactOf('json', [a]).digest, artifactOf('json', [{ ...a, name: 'c' }]).digest);
});

test('records survive closing and opening, and readers see them', async (t) => {
  const path = await folder(t);
  const store = RecordStore.open(path);
  await store.commit('k', record, {});
  await store.flushed();
  await store.close();
  const reader = RecordStore.openExisting(path)!;
  t.deepEqual(reader.records.get('k'), record);
  t.deepEqual(reader.outputs.get('k'), {});
  await reader.close();
});

test('looking for a store makes none', async (t) => {
  const path = await folder(t);
  t.is(RecordStore.openExisting(path), undefined);
  t.deepEqual(await readdir(path), []);
});

test('a store that cannot be made is an error for the user', async (t) => {
  const path = join(await folder(t), 'file');
  await writeFile(path, '');
  t.throws(() => RecordStore.open(path), { instanceOf: StoreError, message: /cannot open the store/ });
});

test('an instance’s history keeps its newest keys, each once', async (t) => {
  const store = RecordStore.open(await folder(t));
  for (const key of ['1', '2', '2', '1']) await store.remember('p', 'a[x=1]', { key, run: 'r' });
  await store.remember('p', 'ab', { key: '9', run: 'r' });
  t.deepEqual(
    store.history('p', 'a[x=1]').map(({ key }) => key),
    ['2', '1'],
  );
  t.deepEqual(
    [...store.historiesOf('p', 'a')].map(([name]) => name),
    ['a[x=1]'],
  );
  await store.close();
});

test('of two runs one gets the lease, and the other after it is released', async (t) => {
  const store = RecordStore.open(await folder(t));
  const now = () => 1_000;
  const [one, two] = [
    new Leases(store, 'one', thisProcess(), now),
    new Leases(store, 'two', thisProcess(), now),
  ];
  const answers = await Promise.all([one.tryTake('k'), two.tryTake('k')]);
  t.deepEqual(
    answers.map((holder) => holder?.run),
    [undefined, 'one'],
  );
  await one.release('k');
  t.is(await two.tryTake('k'), undefined);
  await one.release('k');
  t.is(store.leases.get('k')?.run, 'two', 'what one does not hold it cannot release');
  await store.close();
});

test('a lease is free at once when its process is gone, and kept while it lives, even if only suspended', async (t) => {
  const store = RecordStore.open(await folder(t));
  let time = 0;
  const now = () => time;
  const dead = new Leases(store, 'dead', { ...thisProcess(), processStart: '1' }, now);
  await dead.tryTake('k');
  const alive = new Leases(store, 'alive', thisProcess(), now);
  t.is(await alive.tryTake('k'), undefined);
  time = 10 * staleAfterMs;
  t.is((await new Leases(store, 'other', thisProcess(), now).tryTake('k'))?.run, 'alive');
  await store.close();
});

test('a lease of another machine is free when it was not renewed for long, and is then not taken back', async (t) => {
  const store = RecordStore.open(await folder(t));
  let time = 0;
  const now = () => time;
  const far = new Leases(store, 'far', { ...thisProcess(), host: 'elsewhere' }, now);
  const here = new Leases(store, 'here', thisProcess(), now);
  await far.tryTake('k');
  time = staleAfterMs - 1;
  t.is((await here.tryTake('k'))?.run, 'far');
  await far.renewAll();
  time = 2 * staleAfterMs - 2;
  t.is((await here.tryTake('k'))?.run, 'far');
  time = 3 * staleAfterMs;
  t.is(await here.tryTake('k'), undefined);
  await far.renewAll();
  t.is(store.leases.get('k')?.run, 'here');
  await store.close();
});

test('a file that does not fit on the disk is an error, never a shorter file', async (t) => {
  const path = await folder(t);
  const script = `
    import { BlobStore } from ${JSON.stringify(join(import.meta.dirname, 'blobs/blob-store.ts'))};
    process.on('SIGXFSZ', () => {});
    await new BlobStore(${JSON.stringify(path)}).write('large', Buffer.alloc(300_000)).then(
      () => console.log('stored'),
      (error) => console.log(error.code),
    );`;
  await writeFile(join(path, 'write.mts'), script);
  const limited = `ulimit -f 100; exec ${process.execPath} --import tsx ${join(path, 'write.mts')}`;
  const told = execFileSync('sh', ['-c', limited], { encoding: 'utf8', cwd: import.meta.dirname });
  t.is(told.trim(), 'EFBIG');
  t.deepEqual(await readdir(join(path, 'tmp')), []);
});

test('names longer than a key of LMDB are kept apart', async (t) => {
  const store = RecordStore.open(await folder(t));
  const long = 'x'.repeat(3_000);
  await store.remember('p', `${long}1`, { key: '1', run: 'r' });
  await store.remember('p', `${long}2`, { key: '2', run: 'r' });
  t.is(store.history('p', `${long}1`)[0]?.key, '1');
  t.is(store.history('p', `${long}2`)[0]?.key, '2');
  await store.close();
});

test('a state is written whole and removed whole', async (t) => {
  const path = await folder(t);
  const states = new StateStore(path);
  const files = await states.write('t', 3, { a: Buffer.from('aa'), b: Buffer.from('b') });
  t.deepEqual(
    files.map(({ name, sizeBytes }) => [name, sizeBytes]),
    [
      ['a', 2],
      ['b', 1],
    ],
  );
  t.is(await readFile(join(states.folder('t', 3), 'a'), 'utf8'), 'aa');
  await states.remove('t', 3);
  t.deepEqual(await readdir(join(path, 'states', 't')), []);
});

test('files that a state carries over are not written again, and outlive the state that wrote them', async (t) => {
  const path = await folder(t);
  const states = new StateStore(path);
  const [before, after] = [join(states.folder('t', 3), 'kept'), join(states.folder('t', 3.5), 'kept')];
  const first = await states.write('t', 3, { kept: Buffer.from('weights'), state: Buffer.from('3') });
  const carriedOver = { from: { progress: 3, files: first }, names: ['kept'] };
  const second = await states.write('t', 3.5, { state: Buffer.from('4') }, carriedOver);
  t.is((await stat(after)).ino, (await stat(before)).ino);
  t.deepEqual(
    second.find(({ name }) => name === 'kept'),
    first.find(({ name }) => name === 'kept'),
  );
  await states.remove('t', 3);
  t.is(await readFile(after, 'utf8'), 'weights');
});

test('what a crash left of a state is in nobody’s way', async (t) => {
  const path = await folder(t);
  const states = new StateStore(path);
  const files = await states.write('t', 1, { kept: Buffer.from('weights') });
  const carriedOver = { from: { progress: 1, files }, names: ['kept'] };
  await states.write('t', 2, { kept: Buffer.from('of a run that ended'), state: Buffer.from('old') });
  await states.write('t', 2, { state: Buffer.from('new') }, carriedOver);
  t.is(await readFile(join(states.folder('t', 2), 'kept'), 'utf8'), 'weights');
  t.is(await readFile(join(states.folder('t', 2), 'state'), 'utf8'), 'new');
  t.is(await readFile(join(states.folder('t', 1), 'kept'), 'utf8'), 'weights');
  t.deepEqual(await readdir(join(path, 'tmp')), []);
});

test('a state cannot carry over what the one before does not have', async (t) => {
  const states = new StateStore(await folder(t));
  const carriedOver = { from: { progress: 1, files: [] }, names: ['kept'] };
  await t.throwsAsync(states.write('t', 2, {}, carriedOver), {
    message: 'bug: the state at 1 has no file kept',
  });
});
