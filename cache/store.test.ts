import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { open } from 'lmdb';
import { artifactOf } from './artifact.js';
import { BlobStore, WrongContent } from './blobs/blob-store.js';
import { smallBlobBytes } from './blobs/small-blobs.js';
import { keyFormat } from './key/manifest.js';
import { Leases, staleAfterMs } from './records/leases.js';
import { openEnvironment } from './records/open-environment.js';
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

test('content that is not what it was said to be is kept nowhere', async (t) => {
  const path = await folder(t);
  const blobs = new BlobStore(path);
  const { digest } = await blobs.write('one.txt', large('text'));
  t.is((await blobs.write('one.txt', pieces(large('text')), digest)).digest, digest);
  for (const other of ['small', large('TEXT')])
    await t.throwsAsync(blobs.write('one.txt', pieces(other), digest), { instanceOf: WrongContent });
  t.deepEqual(await readdir(join(path, 'tmp')), []);
  t.is((await readdir(join(path, 'blobs'))).length, 1);
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

test('what is there is kept from gc as if it were written anew', async (t) => {
  const path = await folder(t);
  const store = RecordStore.open(path);
  const blobs = new BlobStore(path, store.smallBlobs);
  const [file, { content, ...small }] = [
    await blobs.write('one', large('text')),
    await blobs.write('two', 'text'),
  ];
  t.is(await blobs.rewrite(small), undefined);
  await store.commit('key', record, {}, new Map([[small.digest, content!]]));
  t.deepEqual(Buffer.from((await blobs.rewrite(small))?.content ?? []).toString(), 'text');
  const longAgo = new Date(0);
  await utimes(blobs.filePath(file)!, longAgo, longAgo);
  t.deepEqual(await blobs.rewrite(file), file);
  t.true((await stat(blobs.filePath(file)!)).mtime > longAgo);
  t.is(await blobs.rewrite({ ...file, sizeBytes: file.sizeBytes + 1 }), undefined);
  await rm(blobs.filePath(file)!);
  t.is(await blobs.rewrite(file), undefined);
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

test('a lease is free at once when its process is gone', async (t) => {
  const store = RecordStore.open(await folder(t));
  const dead = new Leases(store, 'dead', { ...thisProcess(), processStart: '1' }, () => 0);
  await dead.tryTake('k');
  const alive = new Leases(store, 'alive', thisProcess(), () => 0);
  t.is(await alive.tryTake('k'), undefined);
  t.is(alive.takenOverFrom('k'), undefined, 'nobody is left who could wake up');
  await store.close();
});

test('a lease is taken over when who waits has seen no renewal for long, whatever the clocks say', async (t) => {
  const store = RecordStore.open(await folder(t));
  let elapsedMs = 0;
  let timeOfDayMs = 1_000_000;
  const leasesOf = (run: string, self = thisProcess()) =>
    new Leases(
      store,
      run,
      self,
      () => timeOfDayMs,
      () => elapsedMs,
    );
  for (const self of [thisProcess(), { ...thisProcess(), host: 'elsewhere' }]) {
    const [holder, waiting] = [leasesOf('holder', self), leasesOf('waiting')];
    await holder.tryTake('k');
    t.is((await waiting.tryTake('k'))?.run, 'holder');
    timeOfDayMs -= 900_000;
    elapsedMs += staleAfterMs - 1;
    t.is((await waiting.tryTake('k'))?.run, 'holder');
    t.is((await holder.renewAll()).size, 0);
    timeOfDayMs += 5_000_000;
    elapsedMs += staleAfterMs - 1;
    t.is((await waiting.tryTake('k'))?.run, 'holder', 'it was renewed meanwhile');
    elapsedMs += staleAfterMs;
    t.is(await waiting.tryTake('k'), undefined);
    t.is(waiting.takenOverFrom('k')?.run, 'holder');

    t.false(holder.isHeld('k'));
    t.deepEqual(
      [...(await holder.renewAll())].map(([name, by]) => [name, by?.run]),
      [['k', 'waiting']],
    );
    t.true(waiting.isHeld('k'), 'it is not taken back');
    t.is((await holder.renewAll()).size, 0, 'that is told once');
    await waiting.release('k');
  }
  await store.close();
});

test('a store of another format is refused in words, and not changed', async (t) => {
  for (const [format, words] of [
    [99, /was written by a newer micrograph \(format 99; this one reads 2\): use that one/],
    [1, /was written by an older micrograph \(format 1; this one reads 2\): use another store/],
  ] as const) {
    const path = await folder(t);
    const database = openEnvironment({ path: join(path, 'records'), maxDbs: 4 });
    await database.openDB({ name: 'meta', encoding: 'json' }).put('format', format);
    await database.close();
    t.throws(() => RecordStore.open(path), { instanceOf: StoreError, message: words });
    t.throws(() => RecordStore.openExisting(path), { instanceOf: StoreError, message: words });
    const again = openEnvironment({ path: join(path, 'records'), maxDbs: 4 });
    t.is(again.openDB({ name: 'meta', encoding: 'json' }).get('format'), format);
    await again.close();
  }
});

test('the database grows beyond any size that it began with, also under a reader', async (t) => {
  const path = await folder(t);
  const store = RecordStore.open(path);
  await store.commit('first', record, {});
  const script = `
    import { RecordStore } from ${JSON.stringify(join(import.meta.dirname, 'records/record-store.ts'))};
    const store = RecordStore.openExisting(${JSON.stringify(path)});
    console.log(store.records.get('first').instance);
    process.stdin.once('data', () => {
      console.log(store.smallBlobs.get('79-99').byteLength);
      process.exit();
    });`;
  const reader = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let told = '';
  reader.stdout.on('data', (data) => {
    told += data;
  });
  await once(reader.stdout, 'data');
  // Some hundred times the first map, and one transaction larger than it.
  for (let i = 0; i < 80; i++) {
    const contents = Array.from({ length: 100 }, (_, n) => [`${i}-${n}`, Buffer.alloc(smallBlobBytes, i)]);
    await store.commit(`key ${i}`, record, {}, new Map(contents as [string, Buffer][]));
  }
  reader.stdin.write('go on');
  await once(reader, 'exit');
  t.is(told, `x\n${smallBlobBytes}\n`);
  t.is(store.smallBlobs.get('0-0')?.byteLength, smallBlobBytes);
  await store.close();
});

test('what was evicted is known by its digests until it is recorded again', async (t) => {
  const store = RecordStore.open(await folder(t));
  await store.commit('k', record, { out: artifactOf('json', []) });
  await store.transaction(() => store.evict('k'));
  t.is(store.outputs.get('k'), undefined);
  t.deepEqual(store.evicted.get('k'), { out: artifactOf('json', []) });
  t.deepEqual(store.records.get('k'), record);
  await store.commit('k', record, {});
  t.is(store.evicted.get('k'), undefined);
  await store.close();
});

test('a list of keys is stored once, and read as it was', async (t) => {
  const store = RecordStore.open(await folder(t));
  const keys = ['a'.repeat(64), undefined, 'b'.repeat(64)];
  const name = await store.transaction(() => store.plans.putKeys(keys));
  t.is(await store.transaction(() => store.plans.putKeys(keys)), name);
  t.deepEqual(store.plans.names(), [name]);
  t.deepEqual(store.plans.keys(name), keys);
  t.deepEqual(store.plans.keys('unknown'), []);
  await store.transaction(() => store.plans.remove(name));
  t.deepEqual(store.plans.names(), []);
  await store.close();
});

test('half-written files are removed, but those written since a time stay', async (t) => {
  const path = await folder(t);
  const blobs = new BlobStore(path);
  await blobs.clearTemporary(0);
  await mkdir(join(path, 'tmp'));
  for (const [name, seconds] of [
    ['old', 100],
    ['new', 200],
  ] as const) {
    await writeFile(join(path, 'tmp', name), '');
    await utimes(join(path, 'tmp', name), seconds, seconds);
  }
  await blobs.clearTemporary(150_000);
  t.deepEqual(await readdir(join(path, 'tmp')), ['new']);
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

test('a store whose maker was killed before it had made all of it is read as an empty one', async (t) => {
  const path = await folder(t);
  await open({ path: join(path, 'records'), maxDbs: 12 }).close();
  const reader = RecordStore.openExisting(path)!;
  t.is(reader.outputs.get('k'), undefined);
  t.is(reader.smallBlobs.get('k'), undefined);
  t.deepEqual([...reader.runs.getRange({})], []);
  t.deepEqual([...reader.historiesOf('p', 'n')], []);
  await reader.close();
});
