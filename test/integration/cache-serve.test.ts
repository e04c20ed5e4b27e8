import { readFile } from 'node:fs/promises';
import test from 'ava';
import { addressOf } from '../rig/cache-rig.js';
import { Rig } from '../rig/rig.js';

test('a laboratory serves a folder, and its members share results through it', async (t) => {
  const server = await Rig.make(t);
  await server.write('token', 'a-token-for-the-laboratory\n');
  const serve = ['cache', 'serve', '--dir', 'kept', '--port', '0', '--token-file', 'token'];
  const started = server.start(serve);
  const url = await addressOf(started);
  const environment = { MICROGRAPH_CACHE_URL: url, MICROGRAPH_CACHE_TOKEN: 'a-token-for-the-laboratory' };
  const [one, two] = [await Rig.make(t), await Rig.make(t)];
  for (const rig of [one, two]) {
    await rig.write('p.json', {
      name: 'p',
      nodes: { big: { type: 'emit', params: { value: 'x'.repeat(50_000) } } },
    });
    const { status, stdout } = await rig.run(['run', 'p.json'], environment);
    t.is(status, 0, stdout);
  }
  t.deepEqual([await one.executions(), await two.executions()], [['emit'], []]);
  started.child.kill('SIGTERM');
  t.is((await started.finished).status, 0);

  const again = server.start([...serve, '--read-only']);
  const headers = { authorization: 'Bearer a-token-for-the-laboratory' };
  const status = await (await fetch(`${await addressOf(again)}/status`, { headers })).json();
  t.like(status, { readOnly: true, records: { files: 1 }, files: { files: 1, bytes: 50_002 } });
  again.child.kill('SIGTERM');
  await again.finished;
  t.false((await readFile(server.path('token'), 'utf8')) === '', 'the token is the user’s');
});

test('a server that everybody on the network could write to is not started', async (t) => {
  const rig = await Rig.make(t);
  for (const host of ['0.0.0.0', '::', 'lab.example.org']) {
    const { status, stderr } = await rig.run(['cache', 'serve', '--dir', 'kept', '--host', host]);
    t.is(status, 2);
    t.regex(stderr, /everybody on the network could read and write the cache/);
  }
  await rig.write('token', '\n');
  const empty = await rig.run(['cache', 'serve', '--dir', 'kept', '--token-file', 'token']);
  t.regex(empty.stderr, /must hold one line of letters, digits and signs/);
});

test('a port that is taken is said', async (t) => {
  const rig = await Rig.make(t);
  const started = rig.start(['cache', 'serve', '--dir', 'kept', '--port', '0']);
  const { port } = new URL(await addressOf(started));
  const second = await rig.run(['cache', 'serve', '--dir', 'other', '--port', port]);
  t.is(second.status, 2);
  t.regex(second.stderr, /something else listens there/);
  started.child.kill('SIGTERM');
  await started.finished;
});
