import { createHash } from 'node:crypto';
import test from 'ava';
import { cut, FileServer, file, inTurn, type Respond, stall, status } from '../../test/rig/file-server.js';
import type { FolderIndex } from '../artifacts/folder.js';
import { bytes, failureOf, fetchWith, md5, sha256, TestClock, temporaryFolder } from './fetch.test-helper.js';

const content = bytes(10_000);
const text = content.toString('latin1');

test('a wrong checksum names both, and leaves nothing that a later run would go on from', async (t) => {
  const server = await FileServer.start(t);
  const workFolder = await temporaryFolder(t);
  const corrupted = Buffer.from(content);
  corrupted[5_000]! ^= 1;
  const url = server.on('/a', inTurn(file(corrupted), file(content)));
  const expected = sha256(content);
  const error = await failureOf({ url, sha256: expected }, { workFolder });
  t.is(error.kind, 'bad-input');
  t.is(error.message, `a has SHA-256 ${sha256(corrupted)}, not ${expected}`);
  t.deepEqual((await fetchWith({ url, sha256: expected }, { workFolder })).contents, { a: text });
});

test('a wrong MD5 is found, too', async (t) => {
  const server = await FileServer.start(t);
  const expected = createHash('md5').update('other').digest('hex');
  const urls = [{ url: server.on('/a', file(content)), md5: expected }];
  const error = await failureOf({ urls });
  t.is(error.message, `a has MD5 ${md5(content)}, not ${expected}`);
});

test('a server that announces more than it sends is asked again, and then given up', async (t) => {
  const server = await FileServer.start(t);
  const url = server.on('/a', (_, response) => {
    response.writeHead(200, { 'content-length': 20_000, etag: '"1"' });
    response.write(content, () => response.socket?.end());
  });
  const error = await failureOf({ url, retries: 2 });
  t.is(error.kind, 'retryable');
  t.is(error.message, 'a: the connection was cut, 3 times');
  t.is(server.seen.length, 3);
});

test('a part that ends where it should not is not taken for the file', async (t) => {
  const server = await FileServer.start(t);
  const short: Respond = (_, response) => {
    const headers = { etag: '"1"', 'content-range': 'bytes 4000-9999/10000', 'content-length': 1_000 };
    response.writeHead(206, headers);
    response.end(content.subarray(4_000, 5_000));
  };
  const url = server.on('/a', inTurn(cut(content, 4_000), short, file(content)));
  t.deepEqual((await fetchWith({ url })).contents, { a: text });
  t.deepEqual(server.ranges('/a'), [undefined, 'bytes=4000-', 'bytes=5000-']);
});

test('a file of another size than was given is not downloaded', async (t) => {
  const server = await FileServer.start(t);
  const urls = [{ url: server.on('/a', stall(content, 0)), bytes: 9_999 }];
  const error = await failureOf({ urls });
  t.is(error.kind, 'bad-input');
  t.is(error.message, 'a has 10000 bytes on the server, not 9999');
});

test('more than maxBytes is refused before it comes where it is announced', async (t) => {
  const server = await FileServer.start(t);
  const urls = [{ url: server.on('/a', file(content)) }, { url: server.on('/b', stall(content, 0)) }];
  const error = await failureOf({ urls, maxBytes: 15_000 });
  t.is(error.kind, 'bad-input');
  t.regex(error.message, /^b: with 10 kB, more would be downloaded than `maxBytes` allows/);
});

test('more than maxBytes is refused as it comes where it is not announced', async (t) => {
  const server = await FileServer.start(t);
  const url = server.on('/a', (_, response) => {
    response.write(content);
    response.write(content);
  });
  const error = await failureOf({ url, maxBytes: 15_000 });
  t.is(error.kind, 'bad-input');
});

test('a file whose size is not announced is whole when the server says so', async (t) => {
  const server = await FileServer.start(t);
  const url = server.on('/a', (_, response) => {
    response.write(content.subarray(0, 100));
    response.end(content.subarray(100));
  });
  const { contents, warnings } = await fetchWith({ url, sha256: sha256(content) });
  t.deepEqual(contents, { a: text });
  t.deepEqual(warnings, []);
});

test('where only the end of the connection ends a file, there is a warning', async (t) => {
  const server = await FileServer.start(t);
  const url = server.on('/a', (_, response) => {
    response.socket?.end(Buffer.concat([Buffer.from('HTTP/1.0 200 OK\r\n\r\n'), content]));
  });
  const { contents, warnings } = await fetchWith({ url });
  t.deepEqual(contents, { a: text });
  t.regex(warnings[0]!, /nothing shows whether it is whole/);
});

test('a web page in place of a file is warned of', async (t) => {
  const server = await FileServer.start(t);
  const url = server.on(
    '/a.tif',
    file(Buffer.from('<html>'), { 'content-type': 'text/html; charset=utf-8' }),
  );
  const { warnings } = await fetchWith({ url });
  t.true(warnings.some((warning) => warning.includes('web page')));
});

test('a file that the server compresses is refused, but for one that is called .gz', async (t) => {
  const server = await FileServer.start(t);
  const compressed = file(content, { 'content-encoding': 'gzip' });
  const error = await failureOf({ url: server.on('/a.csv', compressed) });
  t.is(error.message, 'a.csv: the server sends it in another form (gzip), though asked not to');
  const { contents } = await fetchWith({ url: server.on('/a.tar.gz', compressed) });
  t.deepEqual(contents, { 'a.tar.gz': text });
});

for (const [code, message] of [
  [404, 'a: there is no such file on the server (404)'],
  [403, 'a: the server refuses to give it out (403)'],
  [400, 'a: the server answers 400'],
] as const) {
  test(`${code} is an error of the pipeline's, and not tried again`, async (t) => {
    const server = await FileServer.start(t);
    const error = await failureOf({ url: server.on('/a', status(code)) });
    t.is(error.kind, 'bad-input');
    t.is(error.message, message);
    t.is(server.seen.length, 1);
  });
}

test('a server in trouble is asked again, after longer and longer', async (t) => {
  const server = await FileServer.start(t);
  const clock = new TestClock();
  const url = server.on('/a', inTurn(status(500), status(502), status(504), file(content)));
  t.deepEqual((await fetchWith({ url }, { clock })).contents, { a: text });
  t.is(clock.waits.length, 3);
  for (const [index, longestMs] of [1_000, 2_000, 4_000].entries()) {
    const waited = clock.waits[index]!;
    t.true(waited >= longestMs / 2 && waited <= longestMs, clock.waits.join());
  }
});

test('a server that stays in trouble is a failure that the engine tries again', async (t) => {
  const server = await FileServer.start(t);
  const error = await failureOf({ url: server.on('/a', status(500)), retries: 3 });
  t.is(error.kind, 'retryable');
  t.is(error.message, 'a: the server answers 500, 4 times');
  t.is(server.seen.length, 4);
});

test('a busy server is left alone for as long as it asks', async (t) => {
  const server = await FileServer.start(t);
  const clock = new TestClock();
  const busy = [
    status(429, { 'retry-after': '120' }),
    status(503, { 'retry-after': new Date(300_000).toUTCString() }),
  ];
  const url = server.on('/a', inTurn(...busy, file(content)));
  await fetchWith({ url }, { clock });
  t.deepEqual(clock.waits, [120_000, 180_000]);
});

test('a server that asks for hours is not waited for', async (t) => {
  const server = await FileServer.start(t);
  const clock = new TestClock();
  const url = server.on('/a', status(429, { 'retry-after': '7200' }));
  const error = await failureOf({ url }, { clock });
  t.is(error.kind, 'retryable');
  t.is(error.hint, 'Run again in 2 h 00 min, as the server asks.');
  t.deepEqual(clock.waits, []);
});

test('a connection that breaks again and again, but gets on, is never given up', async (t) => {
  const server = await FileServer.start(t);
  const large = bytes(5 << 20);
  const url = server.on('/a', cut(large, 1_200_000));
  const { folder } = await fetchWith({ url, retries: 1, sha256: sha256(large) });
  t.is((await folder.json<FolderIndex>('index.json')).files[0]!.sizeBytes, large.length);
  t.is(server.seen.length, 5);
});

test('a server that ignores ranges and breaks off at the same place is given up', async (t) => {
  const server = await FileServer.start(t);
  const large = bytes(3 << 20);
  const url = server.on('/a', (_, response) => {
    response.writeHead(200, { 'content-length': large.length, etag: '"1"' });
    response.write(large.subarray(0, 2 << 20), () => response.socket?.end());
  });
  const error = await failureOf({ url, retries: 2 });
  t.is(error.kind, 'retryable');
  t.true(server.seen.length <= 5, `${server.seen.length}`);
});

test('a refused connection is a failure that may pass; an unknown host is none', async (t) => {
  const refused = await failureOf({ url: 'http://127.0.0.1:1/a', retries: 0 });
  t.is(refused.kind, 'retryable');
  t.is(refused.message, 'a: 127.0.0.1:1 refused the connection');
  const unknown = await failureOf({ url: 'http://nowhere.invalid/a', retries: 0 });
  t.regex(unknown.message, /nowhere\.invalid/);
});

test('what is not HTTP is said to be none', async (t) => {
  const server = await FileServer.start(t);
  const url = server.on('/a', (_, response) => response.socket?.end('SSH-2.0-server\r\n'));
  const error = await failureOf({ url, retries: 0 });
  t.regex(error.message, /^a: the answer is not HTTP/);
});

test('redirects are followed, each try from the beginning', async (t) => {
  const server = await FileServer.start(t);
  const to = server.on('/b', inTurn(cut(content, 4_000), file(content)));
  const url = server.on('/a', status(302, { location: to }));
  const { folder, contents } = await fetchWith({ url });
  t.deepEqual(contents, { a: text });
  t.is((await folder.json<FolderIndex>('index.json')).files[0]!.origin, url);
  t.deepEqual(
    server.seen.map(({ path }) => path),
    ['/a', '/b', '/a', '/b'],
  );
});

test('redirects in a circle end', async (t) => {
  const server = await FileServer.start(t);
  const url = server.on('/a', status(307, { location: '/b' }));
  server.on('/b', status(301, { location: '/a' }));
  const error = await failureOf({ url });
  t.is(error.kind, 'bad-input');
  t.is(error.message, 'a: redirected more than 10 times');
});

for (const location of [
  'file:///etc/passwd',
  'data:text/plain,a',
  'http://user:secret@127.0.0.1/',
  'http://:x/',
]) {
  test(`no redirect leads to ${location}`, async (t) => {
    const server = await FileServer.start(t);
    const error = await failureOf({ url: server.on('/a', status(302, { location })) });
    t.is(error.kind, 'bad-input');
    t.regex(error.message, /^a: redirected/);
  });
}
