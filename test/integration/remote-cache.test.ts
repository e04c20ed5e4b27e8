import { chmod, readdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import test from 'ava';
import type { RunEvent } from '../../engine/run/event.js';
import { CacheRig } from '../rig/cache-rig.js';
import { killNow } from '../rig/processes.js';
import { Rig } from '../rig/rig.js';
import { pipeline, project, refuses, run, single, warnings } from '../rig/shared-work.js';

async function events(rig: Rig, url: string, ...args: readonly string[]): Promise<RunEvent[]> {
  const { stdout } = await run(rig, url, '--json', ...args);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RunEvent);
}

/** Digests of all outputs. */
async function results(rig: Rig, ...nodes: readonly string[]): Promise<string[]> {
  const shown = nodes.map((node) => rig.json<{ digest: string }[]>(['show', 'p.json', node]));
  return (await Promise.all(shown)).flat().map(({ digest }) => digest);
}

test('what another store computed is fetched, recorded and explained; light nodes are computed', async (t) => {
  const cache = await CacheRig.start(t);
  const [first, second] = [await project(t), await project(t)];
  const given = await run(first, cache.url);
  t.is(given.status, 0, given.stdout + given.stderr);
  t.regex(given.stdout, /^cache {4}5 uploaded \(\d+ kB\)$/m);

  const told = await events(second, cache.url);
  t.deepEqual(await second.executions(), ['collect']);
  const fetched = told.flatMap((event) => (event.kind === 'instance-fetched' ? event.instance : []));
  t.deepEqual(fetched.sort(), ['big', 'both[n=1]', 'both[n=2]', 'one[n=1]', 'one[n=2]']);
  t.like(told.at(-2), { kind: 'remote-cache-used', fetched: { instances: 5 }, uploaded: { instances: 0 } });
  t.deepEqual(
    await results(second, 'one', 'big', 'both', 'all'),
    await results(first, 'one', 'big', 'both', 'all'),
  );
  const explained = (await second.run(['explain', 'p.json', 'big'])).stdout;
  t.regex(explained, /^computed \S+ elsewhere in \d+ ms$/m);
  t.regex(explained, new RegExp(`^fetched \\S+ by run \\S+ from ${cache.url}/, signature not checked$`, 'm'));

  cache.requests();
  t.regex((await run(second, cache.url)).stdout, /all 6 cached/);
  await second.run(['plan', 'p.json']);
  t.deepEqual(cache.requests(), [], 'what is here is not asked for');
});

test('a result that is fetched is told of in one line, in a run and in its logs', async (t) => {
  const cache = await CacheRig.start(t);
  await run(await project(t, single), cache.url);
  const rig = await project(t, single);
  const { stdout } = await run(rig, cache.url);
  const told = (text: string) => text.split('\n').filter((line) => / big\b/.test(line));
  t.deepEqual(told(stdout), ['fetched  big (50 kB)']);
  const logged = told((await rig.run(['logs', 'big'])).stdout);
  t.deepEqual(
    logged.map((line) => line.replace(/^[\d:]+ +/, '')),
    ['fetched  big (50 kB)'],
  );
});

test('a record on the server tells nothing of who computed it', async (t) => {
  const cache = await CacheRig.start(t);
  const rig = await project(t);
  await run(rig, cache.url);
  const records = await Promise.all((await cache.files('ac')).map((path) => readFile(path, 'utf8')));
  t.is(records.length, 5);
  for (const record of records) {
    const fields = ['attempts', 'computedAt', 'durationMs', 'environment', 'format', 'key', 'outputs'];
    t.deepEqual(Object.keys(JSON.parse(record)), fields);
    for (const secret of [rig.folder, hostname(), pipeline.name, 'both'])
      t.false(record.includes(secret), secret);
  }
});

test('damage on the server is noticed, and mended by whoever computes the result', async (t) => {
  const cache = await CacheRig.start(t);
  await run(await project(t, single), cache.url);
  const [path] = await cache.files('cas');
  await chmod(path!, 0o644);
  await writeFile(path!, (await readFile(path!, 'utf8')).replace('large', 'LARGE'));
  const second = await project(t, single);
  const told = await run(second, cache.url);
  t.is(told.status, 0);
  t.is(warnings(told).length, 1);
  t.regex(told.stdout, /gives out something else under the name [0-9a-f]{64}; the run goes on without it/);
  t.deepEqual(await second.executions(), ['emit']);
  const stored = await readdir(second.path('.micrograph', 'tmp')).catch(() => []);
  t.deepEqual(stored, [], 'nothing of it is left');
  const third = await project(t, single);
  t.deepEqual(warnings(await run(third, cache.url)), []);
  t.deepEqual(await third.executions(), []);
});

test('a record whose file is gone from the server is a miss, without a word', async (t) => {
  const cache = await CacheRig.start(t);
  await run(await project(t, single), cache.url);
  await unlink((await cache.files('cas'))[0]!);
  const second = await project(t, single);
  t.deepEqual(warnings(await run(second, cache.url)), []);
  t.deepEqual(await second.executions(), ['emit']);
  t.is((await cache.files('cas')).length, 1, 'and it is there again');
});

test('with a key, only records that it signed are believed', async (t) => {
  const cache = await CacheRig.start(t);
  const fetches = async (key: string | undefined) => {
    const rig = await project(t, single);
    const environment = key === undefined ? {} : { MICROGRAPH_CACHE_KEY: key };
    const done = await rig.run(
      ['run', 'p.json', '--cache-url', cache.url, '--cache-mode', 'read'],
      environment,
    );
    t.is(done.status, 0);
    return { warning: warnings(done)[0] ?? '', computed: await rig.executions(), rig };
  };
  const ours = 'the-key-of-our-laboratory';
  await run(await project(t, single), cache.url);
  const unsigned = await fetches(ours);
  t.regex(unsigned.warning, /gives out a record that is not signed; the run goes on without it/);
  t.deepEqual(unsigned.computed, ['emit']);

  const first = await project(t, single);
  await first.write('lab.key', `${ours}\n`);
  t.is((await run(first, cache.url, '--cache-key-file', 'lab.key')).status, 0);
  const foreign = await fetches('the-key-of-somebody-else');
  t.regex(foreign.warning, /gives out a record that has a wrong signature/);
  t.deepEqual(foreign.computed, ['emit']);
  const trusted = await fetches(ours);
  t.is(trusted.warning, '');
  t.deepEqual(trusted.computed, []);
  t.regex((await trusted.rig.run(['explain', 'p.json', 'big'])).stdout, /, signed with the shared key/);
  t.deepEqual((await fetches(undefined)).computed, [], 'who has no key may believe it');
});

test('neither a pipeline nor a node sees the key', async (t) => {
  const cache = await CacheRig.start(t);
  const rig = await project(t, {
    name: 'curious',
    nodes: { one: { type: 'emit', params: { value: '${env.MICROGRAPH_CACHE_KEY}' } } },
  });
  const environment = { MICROGRAPH_CACHE_KEY: 'a-key-of-the-laboratory' };
  const { status, stderr } = await rig.run(['run', 'p.json', '--cache-url', cache.url], environment);
  t.is(status, 2);
  t.regex(stderr, /MICROGRAPH_CACHE_KEY/);
  t.false(stderr.includes('laboratory'));
});

test('a training is fetched as it ended; to go further, it begins anew', async (t) => {
  const cache = await CacheRig.start(t);
  const training = (epochs: number) => ({
    name: 'p',
    nodes: { trained: { type: 'train', params: { epochs } } },
  });
  const [first, second] = [await project(t, training(2)), await project(t, training(2))];
  await run(first, cache.url);
  await run(second, cache.url);
  t.deepEqual(await second.executions(), []);
  t.deepEqual(await results(second, 'trained'), await results(first, 'trained'));
  for (const rig of [first, second]) await rig.write('p.json', training(3));
  await run(second, cache.url, '--cache-mode', 'read');
  t.deepEqual(await second.executions(), ['epoch 1', 'epoch 2', 'epoch 3']);
  await first.run(['run', 'p.json']);
  t.deepEqual(await results(second, 'trained'), await results(first, 'trained'));
});

test('in read mode nothing is uploaded', async (t) => {
  const cache = await CacheRig.start(t);
  await run(await project(t), cache.url, '--cache-mode', 'read');
  t.deepEqual(new Set(cache.requests()), new Set(['GET /ac']));
  t.deepEqual(await cache.files('ac'), []);
});

test('a server that takes no uploads gives out what it has', async (t) => {
  const cache = await CacheRig.start(t);
  await run(await project(t, single), cache.url);
  cache.interfere = ({ method }, response) => method === 'PUT' && refuses(response);
  const second = await project(t);
  const done = await run(second, cache.url);
  t.is(warnings(done).length, 1);
  t.regex(done.stdout, /^cache {4}1 fetched \(50 kB\), 4 not uploaded$/m);
});

test('a run killed in the middle of an upload leaves nothing that is found', async (t) => {
  const cache = await CacheRig.start(t);
  const rig = await Rig.make(t);
  // More than the system takes in before the server reads.
  await rig.write(
    'huge.js',
    `export default {
    type: 'huge', version: '1', description: 'a large file', params: { type: 'object' }, inputs: {},
    outputs: { file: { artifact: 'json', description: 'zeros' } },
    run: async ({ output }) => output('file').write('zeros', Buffer.alloc(64 << 20)),
  };`,
  );
  await rig.write('micrograph.config.json', { plugins: ['huge.js'] });
  await rig.write('p.json', { name: 'huge', nodes: { huge: { type: 'huge' } } });
  const { child, finished } = rig.start(['run', 'p.json', '--cache-url', cache.url]);
  cache.interfere = ({ method }) => {
    if (method === 'PUT') killNow(child.pid!);
    return false;
  };
  t.is((await finished).signal, 'SIGKILL');
  cache.interfere = () => false;
  const again = await rig.run(['run', 'p.json', '--cache-url', cache.url]);
  t.regex(again.stdout, /all 1 cached/, 'the result itself is safe');
  t.deepEqual([await cache.files('ac'), await cache.files('cas')], [[], []]);
  const told = await events(rig, cache.url, '--store', 'other');
  t.like(told.at(-2), { kind: 'remote-cache-used', uploaded: { instances: 1, bytes: 64 << 20 } });
  t.deepEqual((await cache.files('cas')).length, 1);
});

test('two runs at the same time share one server and end with the same bytes', async (t) => {
  const cache = await CacheRig.start(t);
  const rigs = [await project(t), await project(t)];
  const done = await Promise.all(rigs.map((rig) => run(rig, cache.url)));
  t.deepEqual(
    done.flatMap((each) => [each.status, ...warnings(each)]),
    [0, 0],
  );
  const [one, two] = await Promise.all(rigs.map((rig) => results(rig, 'one', 'big', 'both', 'all')));
  t.deepEqual(one, two);
  const third = await project(t);
  await run(third, cache.url);
  t.deepEqual(await third.executions(), ['collect']);
});

test('Ctrl-C at the end of a run gives up its uploads', async (t) => {
  const cache = await CacheRig.start(t);
  const rig = await project(t, single);
  const { child, finished } = rig.start(['run', 'p.json', '--cache-url', cache.url]);
  cache.interfere = ({ method }) => method === 'PUT' && child.kill('SIGINT');
  const { status, stdout } = await finished;
  t.is(status, 0, stdout);
  t.regex(stdout, /^cache {4}1 not uploaded$/m);
});

test('the cache is named in the environment or by the project, and a password in no address', async (t) => {
  const cache = await CacheRig.start(t, { token: 'the-token-of-the-laboratory' });
  const rig = await project(t, single);
  const environment = {
    MICROGRAPH_CACHE_URL: cache.url,
    MICROGRAPH_CACHE_TOKEN: 'the-token-of-the-laboratory',
  };
  t.regex((await rig.run(['run', 'p.json'], environment)).stdout, /^cache {4}1 uploaded/m);
  const second = await project(t, single);
  const { plugins } = JSON.parse(await second.read('micrograph.config.json'));
  await second.write('token', 'the-token-of-the-laboratory\n');
  const configuration = { plugins, cacheUrl: cache.url, cacheMode: 'read', cacheTokenFile: 'token' };
  await second.write('micrograph.config.json', configuration);
  t.regex((await second.run(['run', 'p.json'])).stdout, /^cache {4}1 fetched/m);
  for (const [url, says] of [
    ['http://me:secret@127.0.0.1:1', /must not hold a password/],
    ['ftp://127.0.0.1', /is no address of a cache/],
    ['127.0.0.1:8090', /is no address of a cache/],
  ] as const) {
    const { status, stderr } = await run(rig, url);
    t.is(status, 2);
    t.regex(stderr, says);
  }
});
