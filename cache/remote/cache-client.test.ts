import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import test, { type ExecutionContext } from 'ava';
import { CacheClient } from './cache-client.js';

const digest = 'a'.repeat(64);
const forever = new AbortController().signal;
/** For servers that are waited for in vain; which of its limits ends the waiting depends on the machine. */
const impatient = { stallMs: 40, leastBytesPerSecond: 1_000_000 };
const patient = { stallMs: 60_000, leastBytesPerSecond: 1 };
const givenUp = { message: /does nothing for 0.04 s|is too slow/ };

async function clientOf(
  t: ExecutionContext,
  answer: RequestListener,
  patience = patient,
): Promise<CacheClient> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/below`);
  const client = new CacheClient({ url, authorization: 'Bearer x' }, patience);
  t.teardown(() => {
    client.close();
    server.closeAllConnections();
    server.close();
  });
  return client;
}

async function all(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const received: Uint8Array[] = [];
  for await (const piece of pieces) received.push(piece);
  return Buffer.concat(received).toString();
}

/** Goes on sending a byte from time to time. */
function trickle(response: ServerResponse): void {
  const timer = setInterval(() => response.write('x'), 5);
  response.on('close', () => clearInterval(timer));
}

test('requests are those of Bazel’s caches, below the address and with the token', async (t) => {
  const seen: string[] = [];
  const client = await clientOf(t, async (request, response) => {
    const { method, url, headers } = request;
    const body = await all(request);
    seen.push(`${method} ${url} ${headers.authorization} ${headers['content-length'] ?? '-'} ${body}`);
    response.writeHead(method === 'PUT' ? 201 : 404).end();
  });
  t.is(await client.record(digest, forever), undefined);
  t.false(await client.hasFile({ digest, sizeBytes: 3 }, forever));
  t.is(await client.file({ digest, sizeBytes: 3 }, forever, all), undefined);
  await client.putFile({ digest, sizeBytes: 3 }, () => Readable.from([Buffer.from('abc')]), forever);
  await client.putRecord(digest, '{}', forever);
  t.deepEqual(seen, [
    `GET /below/ac/${digest} Bearer x - `,
    `HEAD /below/cas/${digest} Bearer x - `,
    `GET /below/cas/${digest} Bearer x - `,
    `PUT /below/cas/${digest} Bearer x 3 abc`,
    `PUT /below/ac/${digest} Bearer x 2 {}`,
  ]);
});

test('a server that does nothing is given up', async (t) => {
  const client = await clientOf(t, () => {}, impatient);
  await t.throwsAsync(client.record(digest, forever), givenUp);
  const content = () => Readable.from([Buffer.alloc(10)]);
  await t.throwsAsync(client.putFile({ digest, sizeBytes: 10 }, content, forever), {
    message: 'is too slow',
  });
});

test('a server that goes on and on in little pieces is given up', async (t) => {
  const client = await clientOf(t, (_, response) => trickle(response), impatient);
  await t.throwsAsync(client.record(digest, forever), givenUp);
  await t.throwsAsync(client.file({ digest, sizeBytes: 5_000 }, forever, all), givenUp);
});

test('a file that is longer than it should be is given up, however long it is', async (t) => {
  const client = await clientOf(t, (_, response) => {
    const more = (): unknown => response.write(Buffer.alloc(10_000), (error) => error || more());
    more();
  });
  const message = 'sends more than it should';
  await t.throwsAsync(client.file({ digest, sizeBytes: 50_000 }, forever, all), { message });
});

test('the body of a refusal is not read on and on', async (t) => {
  const client = await clientOf(t, (_, response) => trickle(response.writeHead(500)));
  await t.throwsAsync(client.record(digest, forever), { message: 'answers with status 500' });
});

test('whoever does not want an answer any more gets his own reason', async (t) => {
  const stop = new AbortController();
  const client = await clientOf(t, () => stop.abort(new Error('stopped')));
  await t.throwsAsync(client.record(digest, stop.signal), { message: 'stopped' });
});

test('a connection that was closed while it was idle is replaced without a word', async (t) => {
  const sockets = new Set<unknown>();
  const client = await clientOf(t, ({ socket }, response) => {
    // Every connection lives for one answer, though the server does not say so.
    if (sockets.has(socket)) socket.resetAndDestroy();
    else response.end('{}');
    sockets.add(socket);
  });
  const requests = Array.from({ length: 3 }, () => client.record(digest, forever));
  t.deepEqual(await Promise.all(requests), ['{}', '{}', '{}']);
  t.is(sockets.size, 3);
  t.is(await client.record(digest, forever), '{}', 'whichever of them it takes up first');
  t.is(sockets.size, 4);
});

test('many requests at a time, some small, some large, some without an answer’s body, do not disturb each other', async (t) => {
  const client = await clientOf(t, async (request, response) => {
    await all(request);
    if (request.method === 'PUT') response.writeHead(201).end();
    else if (request.url?.startsWith('/below/ac')) response.writeHead(404).end('no such record');
    else response.writeHead(200, { 'content-length': 100_000 }).end(Buffer.alloc(100_000));
  });
  const file = { digest, sizeBytes: 100_000 };
  const content = () => Readable.from([Buffer.alloc(60_000), Buffer.alloc(40_000)]);
  const requests = async () => {
    const { signal } = new AbortController();
    for (let round = 0; round < 10; round++) {
      await client.record(digest, signal);
      await client.hasFile(file, signal);
      await client.putFile(file, content, signal);
      await client.putRecord(digest, '{}', signal);
      t.is((await client.file(file, signal, all))?.length, 100_000);
    }
  };
  await Promise.all(Array.from({ length: 20 }, requests));
});
