/** A disk that does not give out a file of the store: nobody knows whether it is damaged, so nothing is done to it. */
import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { ExecutionContext } from 'ava';
import { CacheRig } from '../rig/cache-rig.js';
import { type Finished, Rig } from '../rig/rig.js';
import { testWithStrace } from '../rig/test-where.js';

const calls = 'read,pread64,readv,preadv,copy_file_range,sendfile';
const withStrace = testWithStrace();

const large = { type: 'emit', params: { value: 'large'.repeat(4_000) } };
const long = { type: 'train', params: { epochs: 3 } };
const made = { name: 'p', nodes: { large } };
const more = {
  name: 'p',
  nodes: {
    large,
    inWorker: { type: 'combine', inputs: { a: 'large' } },
    inCoordinator: { type: 'collect', inputs: { values: { gather: 'large' } } },
    other: { type: 'emit', params: { value: 1 } },
  },
};

/** Every file of a store but those that each run writes. */
function filesOf(store: string): string[] {
  const all = readdirSync(store, { recursive: true }) as string[];
  return all.filter((path) => /^(blobs|states|quarantine|tmp|work)\/./.test(path)).sort();
}

function onlyFile(store: string, folder: string): string {
  const below = readdirSync(join(store, folder), { recursive: true }) as string[];
  const files = below.map((name) => join(store, folder, name)).filter((path) => statSync(path).isFile());
  if (files.length !== 1) throw new Error(`${files.length} files in ${folder}`);
  return files[0]!;
}

/** From here on the disk refuses to read one file, whoever asks. */
function refuse(rig: Rig, path: string): void {
  const refusal = ['-P', path, '-e', `trace=${calls}`, '-e', `inject=${calls}:error=EIO`];
  rig.launcher = ['strace', '-f', '-o', rig.path('trace'), ...refusal];
}

function checkSaid(t: ExecutionContext, { stdout, stderr }: Finished, path: string): void {
  const said = stdout + stderr;
  t.regex(said, /the disk failed.*\(input\/output error\)/);
  t.true(said.includes(path), said);
  t.notRegex(said, /\n\s+at /);
  t.notRegex(said, /damaged|moved aside/);
}

withStrace(
  'content that the disk does not give out is named by whoever reads it, and left as it is',
  async (t) => {
    const rig = await Rig.make(t);
    const store = rig.path('.micrograph');
    await rig.write('p.json', made);
    t.is((await rig.run(['run', 'p.json'])).status, 0);
    await rig.write('p.json', more);
    const [before, blob] = [filesOf(store), onlyFile(store, 'blobs')];

    refuse(rig, blob);
    const run = await rig.run(['run', 'p.json']);
    t.is(run.status, 1, run.stdout + run.stderr);
    checkSaid(t, run, blob);
    t.regex(run.stdout, /^failed {3}inWorker: cannot read /m);
    t.regex(run.stdout, /^failed {3}inCoordinator: cannot read /m);
    t.regex(run.stdout, /^done {5}other/m, 'what does not need it goes on');
    t.regex(run.stdout, /2 unreadable/);

    for (const args of [
      ['show', 'p.json', 'large'],
      ['export', 'p.json', 'large', '--to', 'out'],
    ]) {
      const { status, stdout, stderr } = await rig.run(args);
      t.is(status, 2, args[0]);
      checkSaid(t, { status, signal: null, stdout, stderr }, blob);
    }
    t.deepEqual(readdirSync(rig.path('out', 'large', 'value')), []);

    const verify = await rig.run(['cache', 'verify']);
    t.is(verify.status, 1, verify.stderr);
    t.regex(verify.stdout, /^unreadable [0-9a-f]{64}\n {9}cannot read .*\n {9}large of p\n/m);
    t.regex(verify.stdout, /1 unreadable/);
    checkSaid(t, verify, blob);
    const { damage } = await rig.json<{ damage: object[] }>(['cache', 'verify']);
    t.like(damage, [{ kind: 'unreadable', path: blob }]);

    rig.launcher = [];
    t.deepEqual(filesOf(store), before);
    await rig.executions();
    const next = await rig.run(['run', 'p.json']);
    t.is(next.status, 0, next.stdout);
    t.deepEqual((await rig.executions()).sort(), ['collect', 'combine'], 'nothing was computed again');
    t.is((await rig.run(['cache', 'verify'])).status, 0);
  },
);

withStrace(
  'content that the disk does not give out is not uploaded, which is said, and the run goes on',
  async (t) => {
    const cache = await CacheRig.start(t);
    const [first, rig] = [await Rig.make(t), await Rig.make(t)];
    for (const each of [first, rig]) await each.write('p.json', made);
    await first.run(['run', 'p.json']);
    const blob = relative(first.folder, onlyFile(first.path('.micrograph'), 'blobs'));
    refuse(rig, rig.path(blob));
    const { status, stdout, stderr } = await rig.run(['run', 'p.json', '--cache-url', cache.url]);
    t.is(status, 0, stdout + stderr);
    t.regex(stdout, /warning .* is not given a file: the disk failed \(input\/output error\)/);
    t.deepEqual([await cache.files('ac'), await cache.files('cas')], [[], []]);
  },
);

withStrace('a state that the disk does not give out costs the training nothing but this run', async (t) => {
  const rig = await Rig.make(t);
  const store = rig.path('.micrograph');
  await rig.write('p.json', { name: 'p', nodes: { long } });
  t.is((await rig.run(['run', 'p.json'])).status, 0);
  await rig.write('p.json', { name: 'p', nodes: { long: { ...long, params: { epochs: 5 } } } });
  const state = onlyFile(store, 'states');

  refuse(rig, state);
  const refused = await rig.run(['run', 'p.json']);
  t.is(refused.status, 1, refused.stdout);
  checkSaid(t, refused, state);
  const verify = await rig.run(['cache', 'verify']);
  t.is(verify.status, 1);
  checkSaid(t, verify, state);

  rig.launcher = [];
  await rig.executions();
  t.is((await rig.run(['run', 'p.json'])).status, 0);
  t.deepEqual(await rig.executions(), ['epoch 4', 'epoch 5']);
});
