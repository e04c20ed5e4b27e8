import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { CacheRig } from '../../../test/rig/cache-rig.js';
import { KeptFiles } from './kept-files.js';

const content = Buffer.from('content');
const digest = createHash('sha256').update(content).digest('hex');
const put = (url: string, body: Buffer | string) => fetch(url, { method: 'PUT', body });

async function statuses(t: ExecutionContext, answers: readonly Promise<Response>[], expected: number[]) {
  const all = await Promise.all(answers);
  t.deepEqual(
    all.map(({ status }) => status),
    expected,
  );
}

test('what is put is given out, and told of', async (t) => {
  const { url } = await CacheRig.start(t);
  await statuses(
    t,
    [fetch(`${url}/cas/${digest}`), fetch(`${url}/cas/${digest}`, { method: 'HEAD' })],
    [404, 404],
  );
  await statuses(t, [put(`${url}/cas/${digest}`, content), put(`${url}/ac/${digest}`, '{}')], [201, 201]);
  t.is(await (await fetch(`${url}/cas/${digest}`)).text(), 'content');
  t.is(await (await fetch(`${url}/ac/${digest}`)).text(), '{}');
  const head = await fetch(`${url}/cas/${digest}`, { method: 'HEAD' });
  t.is(head.headers.get('content-length'), '7');
  t.like(await (await fetch(`${url}/status`)).json(), {
    readOnly: false,
    records: { files: 1, bytes: 2 },
    files: { files: 1, bytes: 7 },
    served: { hits: 2, misses: 1, stored: 2, refused: 0, sentBytes: 9, receivedBytes: 9 },
  });
});

test('a record may be replaced; it is counted once', async (t) => {
  const { url } = await CacheRig.start(t);
  await put(`${url}/ac/${digest}`, '{}');
  await put(`${url}/ac/${digest}`, '{"a":1}');
  t.like(await (await fetch(`${url}/status`)).json(), { records: { files: 1, bytes: 7 } });
});

test('content that its name does not fit is refused and leaves nothing', async (t) => {
  const { url, folder } = await CacheRig.start(t);
  const answer = await put(`${url}/cas/${digest}`, 'other');
  t.is(answer.status, 400);
  t.regex(
    await answer.text(),
    /this content has the SHA-256 d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa/,
  );
  t.deepEqual(await readdir(folder), ['tmp']);
  t.deepEqual(await readdir(`${folder}/tmp`), []);
});

test('no request leads out of the folder', async (t) => {
  const { url } = await CacheRig.start(t);
  const { port } = new URL(url);
  const paths = [
    '/',
    '/cas/',
    `/cas/${digest}/../../tmp`,
    '/cas/../../../etc/passwd',
    '/ac/%2e%2e%2f%2e%2e%2fetc',
    `/cas/${digest.toUpperCase()}`,
    `/cas/${digest}0`,
    `/tmp/${digest}`,
    `/cas/${digest}?x=1`,
    `//cas/${digest}`,
    '/status/..',
  ];
  for (const method of ['GET', 'PUT']) {
    for (const path of paths) t.is(await statusOf(Number(port), method, path), 404, `${method} ${path}`);
  }
});

/** Sends a path as it is; `fetch` would tidy it up. */
function statusOf(port: number, method: string, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', method, path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject).end();
  });
}

test('whoever does not bring the token gets nothing, not even the status', async (t) => {
  const { url, folder } = await CacheRig.start(t, { token: 'right' });
  const asked = (authorization?: string) =>
    fetch(`${url}/status`, { headers: { ...(authorization && { authorization }) } });
  await statuses(
    t,
    [asked(), asked('Bearer wrong'), asked('right'), asked('Bearer right')],
    [401, 401, 401, 200],
  );
  t.is((await put(`${url}/cas/${digest}`, content)).status, 401);
  t.deepEqual(await readdir(folder), []);
});

test('a server that is only read takes nothing; other methods are unknown', async (t) => {
  const { url } = await CacheRig.start(t, { readOnly: true });
  const answer = await put(`${url}/cas/${digest}`, content);
  t.is(answer.status, 405);
  t.is(answer.headers.get('allow'), 'GET, HEAD');
  t.is((await fetch(`${url}/cas/${digest}`, { method: 'DELETE' })).status, 405);
});

test('there is room for so much and no more; a record is no place for data', async (t) => {
  const { url } = await CacheRig.start(t, { maxBytes: 10 });
  t.is((await put(`${url}/cas/${digest}`, content)).status, 201);
  t.is((await put(`${url}/ac/${digest}`, '{"a":1}')).status, 507);
  t.is((await put(`${url}/ac/${digest}`, '{}')).status, 201);
  t.is((await put(`${url}/ac/${digest}`, Buffer.alloc(33 << 20))).status, 413);
});

test('an upload that breaks off leaves nothing, and what an ended server left is cleared', async (t) => {
  const { url, folder } = await CacheRig.start(t);
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(`PUT /cas/${digest} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\npart`);
  await until(
    async () => (await readdir(folder)).includes('tmp') && (await readdir(`${folder}/tmp`)).length === 1,
  );
  socket.destroy();
  await until(async () => (await readdir(`${folder}/tmp`)).length === 0);
  t.is((await fetch(`${url}/cas/${digest}`)).status, 404);

  await put(`${url}/cas/${digest}`, content);
  const { amounts } = await KeptFiles.open(folder, { maxBytes: 1_000, readOnly: false });
  t.deepEqual(amounts, { ac: { files: 0, bytes: 0 }, cas: { files: 1, bytes: 7 } });
  t.deepEqual((await readdir(folder)).sort(), ['cas']);
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}

test('an upload whose length is not told is refused', async (t) => {
  const { url } = await CacheRig.start(t);
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(content);
      controller.close();
    },
  });
  const init = { method: 'PUT', body, duplex: 'half' } as RequestInit;
  t.is((await fetch(`${url}/cas/${digest}`, init)).status, 411);
});
