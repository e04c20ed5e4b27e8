import { readdir } from 'node:fs/promises';
import test from 'ava';
import { cut, FileServer, file, inTurn, type Respond, stall, status } from '../../test/rig/file-server.js';
import type { FolderIndex } from '../artifacts/folder.js';
import {
  bytes,
  failureOf,
  fetchWith,
  md5,
  sha256,
  TestClock,
  temporaryFolder,
  untilPartHas,
} from './fetch.test-helper.js';

const content = bytes(10_000);
const text = content.toString('latin1');

test('a file is stored with its size, its digest and where it is from', async (t) => {
  const server = await FileServer.start(t);
  const url = server.on('/data/a%20b.bin?download=1', file(content));
  const { folder, contents } = await fetchWith({ url });
  t.deepEqual(contents, { 'a b.bin': text });
  t.deepEqual(await folder.json<FolderIndex>('index.json'), {
    files: [{ name: 'a b.bin', sizeBytes: 10_000, sha256: sha256(content), origin: url }],
  });
});

test('the same file fetched twice gives the same bytes', async (t) => {
  const server = await FileServer.start(t);
  const url = server.on(
    '/a',
    inTurn(file(content), file(content, { 'last-modified': 'now', date: 'later' })),
  );
  const first = await fetchWith({ url });
  const second = await fetchWith({ url });
  t.is(first.folder.digest, second.folder.digest);
});

test('several files lie where their names say; with checksums there is nothing to warn of', async (t) => {
  const server = await FileServer.start(t);
  const other = bytes(77, 2);
  const urls = [
    { url: server.on('/1', file(content)), name: 'images/a.bin', sha256: sha256(content).toUpperCase() },
    { url: server.on('/2', file(other)), name: 'images/b.bin', md5: md5(other), bytes: 77 },
  ];
  const { contents, warnings } = await fetchWith({ urls });
  t.deepEqual(contents, { 'images/a.bin': text, 'images/b.bin': other.toString('latin1') });
  t.deepEqual(warnings, []);
});

test('without a checksum, the warning has the one to hold on to', async (t) => {
  const server = await FileServer.start(t);
  const { warnings } = await fetchWith({ url: server.on('/a', file(content)) });
  t.is(warnings.length, 1);
  t.true(warnings[0]!.includes(`"sha256": "${sha256(content)}"`), warnings[0]);
});

test('an empty file is a file', async (t) => {
  const server = await FileServer.start(t);
  const { contents } = await fetchWith({ url: server.on('/a', file(Buffer.alloc(0))) });
  t.deepEqual(contents, { a: '' });
});

test('a transfer that is cut goes on where it stopped', async (t) => {
  const server = await FileServer.start(t);
  const url = server.on('/a', inTurn(cut(content, 4_000), cut(content, 1_000), file(content)));
  const { contents } = await fetchWith({ url });
  t.deepEqual(contents, { a: text });
  t.deepEqual(server.ranges('/a'), [undefined, 'bytes=4000-', 'bytes=5000-']);
});

test('the next run goes on where the last one stopped', async (t) => {
  const server = await FileServer.start(t);
  const workFolder = await temporaryFolder(t);
  const url = server.on('/a', inTurn(cut(content, 4_000), file(content)));
  const error = await failureOf({ url, retries: 0 }, { workFolder });
  t.is(error.kind, 'retryable');
  t.is(error.message, 'a: the connection was cut');
  const { contents } = await fetchWith({ url, retries: 0 }, { workFolder });
  t.deepEqual(contents, { a: text });
  t.deepEqual(server.ranges('/a'), [undefined, 'bytes=4000-']);
});

test('what is here already is not asked for again', async (t) => {
  const server = await FileServer.start(t);
  const workFolder = await temporaryFolder(t);
  const urls = [
    { url: server.on('/a', file(content)) },
    { url: server.on('/b', inTurn(status(404), file(content))) },
  ];
  await failureOf({ urls }, { workFolder });
  await fetchWith({ urls }, { workFolder });
  t.is(server.ranges('/a').length, 1);
});

test('a transfer that stalls is given up and goes on where it stopped', async (t) => {
  const server = await FileServer.start(t);
  const workFolder = await temporaryFolder(t);
  const clock = new TestClock();
  const url = server.on('/a', inTurn(stall(content, 6_000), file(content)));
  const fetching = fetchWith({ url }, { workFolder, clock });
  await untilPartHas(workFolder, 6_000);
  clock.stall();
  t.deepEqual((await fetching).contents, { a: text });
  t.deepEqual(server.ranges('/a'), [undefined, 'bytes=6000-']);
});

test('a server that never answers is given up', async (t) => {
  const server = await FileServer.start(t);
  const clock = new TestClock();
  const url = server.on('/a', () => setImmediate(() => clock.stall()));
  const error = await failureOf({ url, retries: 1 }, { clock });
  t.is(error.kind, 'retryable');
  t.is(error.message, 'a: nothing came for 12.345 seconds, 2 times');
});

test('a run that is stopped leaves what came, and throws why it was stopped', async (t) => {
  const server = await FileServer.start(t);
  const workFolder = await temporaryFolder(t);
  const stop = new AbortController();
  const url = server.on('/a', inTurn(stall(content, 6_000), file(content)));
  const fetching = fetchWith({ url }, { workFolder, signal: stop.signal });
  await untilPartHas(workFolder, 6_000);
  stop.abort(new Error('stopped by the user'));
  await t.throwsAsync(fetching, { message: 'stopped by the user' });
  await fetchWith({ url }, { workFolder });
  t.deepEqual(server.ranges('/a'), [undefined, 'bytes=6000-']);
});

test('a server that ignores ranges is taken at its word', async (t) => {
  const server = await FileServer.start(t);
  const whole: Respond = (_, response) => response.end(content);
  const url = server.on('/a', inTurn(cut(content, 4_000), whole));
  t.deepEqual((await fetchWith({ url })).contents, { a: text });
});

for (const [what, before, after] of [
  ['ETag', { etag: '"1"' }, { etag: '"2"' }],
  ['time of change', { 'last-modified': 'Mon' }, { 'last-modified': 'Tue' }],
] as const) {
  test(`a file whose ${what} changes between two answers is begun anew`, async (t) => {
    const server = await FileServer.start(t);
    const changed = bytes(10_000, 2);
    const url = server.on('/a', inTurn(cut(content, 4_000, before), file(changed, after)));
    t.deepEqual((await fetchWith({ url })).contents, { a: changed.toString('latin1') });
    t.deepEqual(server.ranges('/a'), [undefined, 'bytes=4000-', undefined]);
  });
}

test('a file that became shorter than what came is begun anew', async (t) => {
  const server = await FileServer.start(t);
  const shorter = bytes(3_000, 2);
  const url = server.on('/a', inTurn(cut(content, 4_000), file(shorter, { etag: '"2"' })));
  t.deepEqual((await fetchWith({ url })).contents, { a: shorter.toString('latin1') });
});

test('parts that nothing holds together are not put together', async (t) => {
  const server = await FileServer.start(t);
  const url = server.on('/a', inTurn(cut(content, 4_000, {}), file(content, {})));
  t.deepEqual((await fetchWith({ url })).contents, { a: text });
  t.deepEqual(server.ranges('/a'), [undefined, undefined]);
});

test('a checksum holds parts together where the server says nothing', async (t) => {
  const server = await FileServer.start(t);
  const url = server.on('/a', inTurn(cut(content, 4_000, {}), file(content, {})));
  await fetchWith({ url, sha256: sha256(content) });
  t.deepEqual(server.ranges('/a'), [undefined, 'bytes=4000-']);
});

test('parts that do not make up the file are fetched once more in one piece', async (t) => {
  const server = await FileServer.start(t);
  const url = server.on('/a', inTurn(cut(bytes(10_000, 2), 4_000, {}), file(content, {})));
  const { contents } = await fetchWith({ url, sha256: sha256(content) });
  t.deepEqual(contents, { a: text });
  t.deepEqual(server.ranges('/a'), [undefined, 'bytes=4000-', undefined]);
});

test('how far and how fast it is, is said about once a second', async (t) => {
  const server = await FileServer.start(t);
  const clock = new TestClock();
  const phases: string[] = [];
  const url = server.on('/a', inTurn(cut(content, 4_000), cut(content, 1_000), file(content)));
  await fetchWith({ url }, { clock, onProgress: ({ phase }) => phases.push(phase ?? '') });
  t.regex(phases[0]!, /^a: [\d.]+ kB of 10 kB, [\d.]+ k?B\/s$/);
  t.is(phases.length, 1);
});

test('nothing but the parts and their notes lies in the work folder', async (t) => {
  const server = await FileServer.start(t);
  const workFolder = await temporaryFolder(t);
  await fetchWith({ url: server.on('/a', file(content)) }, { workFolder });
  t.deepEqual((await readdir(workFolder)).map((name) => name.split('.')[1]).sort(), ['json', 'part']);
});
