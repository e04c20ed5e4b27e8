import type { ServerResponse } from 'node:http';
import test from 'ava';
import { CacheRig, type Interfere } from '../rig/cache-rig.js';
import { large, pipeline, project, refuses, run, single, warnings } from '../rig/shared-work.js';

/** A server that breaks each file in the middle, as `end` does it. */
function inEachFile(end: (response: ServerResponse) => void): Interfere {
  return ({ method, url = '' }, response) => {
    if (method !== 'GET' || !url.startsWith('/cas')) return false;
    response.writeHead(200, { 'content-length': large.length + 2 });
    response.write(large.slice(0, 20_000), () => end(response));
    return true;
  };
}

const answersAll =
  (status: number, text: string, headers = {}): Interfere =>
  (_, response) => {
    response.writeHead(status, headers).end(text);
    return true;
  };

const faults: Readonly<Record<string, { readonly interfere: Interfere; readonly says: RegExp }>> = {
  'sends to somewhere else': {
    interfere: answersAll(302, '', { location: 'http://example.org/' }),
    says: /answers with status 302/,
  },
  'wants a token': { interfere: answersAll(401, ''), says: /gives nothing out: it wants another token/ },
  'answers everything with a web page': {
    interfere: answersAll(200, '<html>please log in</html>'),
    says: /gives out a record that is none of this micrograph/,
  },
  'breaks off each file': {
    interfere: inEachFile((response) => response.destroy()),
    says: /breaks off the connection/,
  },
  'stops in the middle of each file': { interfere: inEachFile(() => {}), says: /does nothing for 10 s/ },
  'does not take uploads': {
    interfere: ({ method }, response) => method === 'PUT' && refuses(response),
    says: /takes no uploads \(status 403\)/,
  },
  'does not answer uploads': { interfere: ({ method }) => method === 'PUT', says: /is too slow/ },
};

for (const [fault, { interfere, says }] of Object.entries(faults)) {
  test(`a server that ${fault} costs a warning, and nothing else`, async (t) => {
    const cache = await CacheRig.start(t);
    // Only where a record is found, files are asked for.
    if (fault.endsWith('each file')) await run(await project(t, single), cache.url);
    cache.interfere = interfere;
    const rig = await project(t, single);
    const done = await run(rig, cache.url);
    t.is(done.status, 0, done.stdout + done.stderr);
    t.is(warnings(done).length, 1, done.stdout);
    t.regex(warnings(done)[0]!, says);
    t.deepEqual(await rig.executions(), ['emit']);
  });
}

for (const [fault, interfere] of Object.entries({
  'fails with status 500': answersAll(500, 'no'),
  'never answers': () => true,
})) {
  test(`a server that ${fault} is let alone after a few attempts`, async (t) => {
    const cache = await CacheRig.start(t);
    cache.interfere = interfere;
    const rig = await project(t, { ...pipeline, axes: { n: Array.from({ length: 30 }, (_, n) => n) } });
    const done = await run(rig, cache.url);
    t.is(done.status, 0, done.stdout + done.stderr);
    t.is(warnings(done).length, 1, done.stdout);
    t.is((await rig.executions()).length, 62);
    // Of 61 instances and as many uploads, so many were under way before the third failure.
    const asked = cache.requests().length;
    t.true(asked < 40, `${asked} requests`);
  });
}

test('a server that is not there costs three attempts and a warning', async (t) => {
  const rig = await project(t);
  const done = await run(rig, 'http://127.0.0.1:1');
  t.is(done.status, 0);
  t.is(warnings(done).length, 1);
  t.regex(warnings(done)[0]!, /the cache http:\/\/127\.0\.0\.1:1\/ refuses the connection/);
  t.regex(done.stdout, /^cache {4}5 not uploaded$/m);
});

test('a server that is full is left alone, and still gives out what it has', async (t) => {
  const cache = await CacheRig.start(t, { maxBytes: 30_000 });
  const done = await run(await project(t), cache.url);
  t.is(done.status, 0);
  t.deepEqual(
    warnings(done).map((line) => /is full/.test(line)),
    [true],
  );
  const second = await project(t);
  await run(second, cache.url);
  t.true((await second.executions()).length < 6);
});
