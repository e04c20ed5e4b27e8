import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import { CacheRig } from '../rig/cache-rig.js';
import type { Rig, Started } from '../rig/rig.js';
import { project, run, single } from '../rig/shared-work.js';

/** Too long for the database, so that it lies in a file. */
const long = (word: string) => word.repeat(20_000);

/** Large, small, large. */
const chain = {
  name: 'chain',
  nodes: {
    one: { type: 'emit', params: { value: long('one') } },
    tiny: { type: 'emit', params: { value: 'tiny' } },
    both: { type: 'combine', inputs: { a: 'one', b: 'tiny' } },
  },
};

/** Runs, and returns what was computed. */
async function computed(t: ExecutionContext, rig: Rig, { url }: CacheRig): Promise<string[]> {
  await rig.executions();
  const { status, stdout, stderr } = await run(rig, url);
  t.is(status, 0, stdout + stderr);
  return (await rig.executions()).sort();
}

async function letGo(t: ExecutionContext, rig: Rig): Promise<void> {
  await rig.write('nothing.json', { name: 'nothing', nodes: { x: { type: 'emit', params: { value: 0 } } } });
  const { status, stdout } = await rig.run(['gc', 'nothing.json', '--delete']);
  t.is(status, 0);
  t.regex(stdout, /[1-9]\d* kB freed/);
}

async function digestOf(rig: Rig, node: string): Promise<string> {
  return (await rig.json<{ digest: string }[]>(['show', 'p.json', node]))[0]!.digest;
}

function printed({ child }: Started, words: RegExp): Promise<void> {
  let told = '';
  return new Promise((resolve) => {
    child.stdout?.on('data', (data) => {
      told += data;
      if (words.test(told)) resolve();
    });
  });
}

test('what gc let go is fetched again, whoever computed it', async (t) => {
  const cache = await CacheRig.start(t);
  const [first, second] = [await project(t, chain), await project(t, chain)];
  t.is((await computed(t, first, cache)).length, 3);
  t.deepEqual(await computed(t, second, cache), []);
  for (const rig of [first, second]) {
    const before = await digestOf(rig, 'both');
    await letGo(t, rig);
    t.deepEqual(await computed(t, rig, cache), []);
    t.is(await digestOf(rig, 'both'), before);
    t.is((await rig.run(['cache', 'verify'])).status, 0);
  }
});

test('another result than was here is not taken, since others may have been computed from that one', async (t) => {
  const cache = await CacheRig.start(t);
  const rig = await project(t, single);
  await computed(t, rig, cache);
  const before = await digestOf(rig, 'big');
  await letGo(t, rig);
  const [path] = await cache.files('ac');
  const record = JSON.parse(await readFile(path!, 'utf8'));
  // Without a key, whoever may write to the server may say this; another processor's last bits are as good a reason.
  record.outputs.value.files[0].name = 'other.json';
  await rm(path!);
  await writeFile(path!, JSON.stringify(record));
  const stranger = await project(t, single);
  t.deepEqual(await computed(t, stranger, cache), [], 'who has none takes it');
  t.deepEqual(await computed(t, rig, cache), ['emit']);
  t.is(await digestOf(rig, 'big'), before);
});

test('what verify found damaged is fetched, and nothing else', async (t) => {
  const cache = await CacheRig.start(t);
  const rig = await project(t, chain);
  await computed(t, rig, cache);
  const [shown] = await rig.json<{ files: { path: string }[] }[]>(['show', 'p.json', 'one']);
  const { path } = shown!.files[0]!;
  await chmod(path, 0o644);
  await writeFile(path, JSON.stringify(long('oNe')));
  t.is((await rig.run(['cache', 'verify'])).status, 1);
  cache.requests();
  t.deepEqual(await computed(t, rig, cache), []);
  t.deepEqual(cache.requests(), ['GET /ac', 'GET /cas']);
  t.is((await rig.run(['cache', 'verify'])).status, 0);
});

test('explain names the files that changed since a result was fetched', async (t) => {
  const cache = await CacheRig.start(t);
  const document = { name: 'reading', nodes: { texts: { type: 'read-files', params: { path: 'texts' } } } };
  const rigs = [await project(t, document), await project(t, document)];
  for (const rig of rigs) {
    await mkdir(rig.path('texts'));
    for (const name of ['a.txt', 'b.txt']) await rig.write(`texts/${name}`, name);
  }
  const [first, second] = rigs as [Rig, Rig];
  t.deepEqual(await computed(t, first, cache), ['read-files']);
  t.deepEqual(await computed(t, second, cache), []);
  await second.write('texts/b.txt', 'changed');
  t.regex((await second.run(['explain', 'p.json', 'texts'])).stdout, /files\.path: 1 file differs: b\.txt/);
});

test('a run that was suspended while it fetched, and lost its lease, goes on with what the other one fetched', async (t) => {
  const cache = await CacheRig.start(t);
  t.deepEqual(await computed(t, await project(t, single), cache), ['emit']);
  const rig = await project(t, single);
  const asked = new Promise<void>((resolve) => {
    cache.interfere = ({ url = '' }) => {
      if (!url.startsWith('/cas')) return false;
      resolve();
      return true;
    };
  });
  const first = rig.start(['run', 'p.json', '--cache-url', cache.url]);
  await asked;
  first.child.kill('SIGSTOP');
  cache.interfere = () => false;
  const second = await run(rig, cache.url);
  t.is(second.status, 0);
  t.regex(second.stdout, /taken {4}big[\s\S]*fetched {2}big/);
  t.deepEqual(await rig.executions(), []);
  const ended = printed(first, /\ndone: /);
  first.child.kill('SIGCONT');
  await ended;
  t.is((await first.finished).status, 0);
  t.is((await rig.run(['cache', 'verify'])).status, 0);
});
