/** The records' database where the disk does not let it grow or fails, and where it must grow. */
import test from 'ava';
import { Rig } from '../rig/rig.js';
import { storeContents } from '../rig/store-contents.js';
import { testWhere, testWithStrace } from '../rig/test-where.js';

const sweep = {
  name: 'sweep',
  axes: { n: [1, 2, 3, 4, 5, 6, 7, 8] },
  nodes: {
    one: { type: 'emit', params: { value: '${n}' } },
    two: { type: 'combine', inputs: { a: 'one' } },
    all: { type: 'collect', inputs: { values: { gather: 'two' } } },
  },
};

// A limit on the size of files is met as a full disk is: the system refuses the write.
for (const kibibytes of [60, 84, 100]) {
  test(`records that cannot be written beyond ${kibibytes} KiB end the run, and the next one goes on`, async (t) => {
    const undisturbed = await Rig.make(t);
    await undisturbed.write('p.json', sweep);
    await undisturbed.run(['run', 'p.json']);
    const rig = await Rig.make(t);
    await rig.write('p.json', sweep);
    rig.launcher = ['sh', '-c', `ulimit -f ${2 * kibibytes}; exec "$@"`, 'sh'];
    const { status, signal, stdout, stderr } = await rig.run(['run', 'p.json', '--jobs', '1']);
    // lmdb writes why it fails into a buffer that is a few bytes too small, which may end the process when all is told.
    t.true(status === 1 || signal === 'SIGABRT' || signal === 'SIGSEGV', stdout + stderr);
    t.regex(
      stderr,
      /error: the store failed: cannot write to the store: (a file is too large for the disk|the disk failed, or is full)/,
    );
    t.notRegex(stdout + stderr, /\n\s+at /);
    const done = (stdout.match(/^done {5}/gm) ?? []).length;
    t.deepEqual((await storeContents(rig.path('.micrograph'))).lies, []);
    await rig.executions();
    rig.launcher = [];
    t.is((await rig.run(['run', 'p.json'])).status, 0);
    t.true((await rig.executions()).length <= 17 - done, 'what was told done is done');
    const [one, other] = await Promise.all(
      [rig, undisturbed].map((each) => storeContents(each.path('.micrograph'))),
    );
    t.deepEqual(one!.digests, other!.digests);
  });
}

test('the database grows under two runs and a reader at the same time', async (t) => {
  const rig = await Rig.make(t);
  const large = (letter: string) => ({
    name: letter,
    axes: { n: Array.from({ length: 150 }, (_, n) => n) },
    nodes: { [letter]: { type: 'say', params: { n: '${n}', text: letter.repeat(15_000) } } },
  });
  await rig.write(
    'say.js',
    `export default [{
    type: 'say', version: '1', description: 'says', light: true, inputs: {}, params: { type: 'object' },
    outputs: { value: { artifact: 'json', description: 'text' } },
    run: async ({ params, output }) => output('value').write('value.json', JSON.stringify(params)),
  }];`,
  );
  await rig.write('micrograph.config.json', { plugins: ['say.js'] });
  for (const letter of ['a', 'b']) await rig.write(`${letter}.json`, large(letter));
  const runs = ['a', 'b'].map((letter) => rig.run(['run', `${letter}.json`]));
  const readers = Array.from({ length: 3 }, () => rig.run(['status']));
  for (const { status, stderr } of await Promise.all([...runs, ...readers])) t.is(status, 0, stderr);
  const { digests, lies } = await storeContents(rig.path('.micrograph'));
  t.is(new Set(Object.values(digests)).size, 300);
  t.deepEqual(lies, []);
});

const fullDisk = 'mkdir -p full && mount -t tmpfs -o size=64k tmpfs full && exec "$@"';
const withMounts = testWhere(['unshare', '-rm', 'true'], 'nobody but root mounts a filesystem here');

withMounts('a disk that has no room for a new store is named', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', sweep);
  rig.launcher = ['unshare', '-rm', 'sh', '-c', fullDisk, 'sh'];
  const { status, stderr } = await rig.run(['run', 'p.json', '--store', 'full/store']);
  t.is(status, 2, stderr);
  t.regex(stderr, /^error: cannot make the store \S+: no space left on the disk\n$/);
});

/** What strace says of a system call that it makes fail, the nth time that a thread calls it. */
const refusals = [
  'pwrite64:error=ENOSPC:when=1',
  'writev:error=ENOSPC:when=2',
  'fdatasync:error=EIO:when=1',
  'fdatasync:error=EIO:when=2+',
];
const withStrace = testWithStrace();

for (const refusal of refusals) {
  withStrace(
    `a commit of the database that fails (${refusal}) tells of nothing that is not recorded`,
    async (t) => {
      const rig = await Rig.make(t);
      const store = rig.path('.micrograph');
      await rig.write('before.json', {
        name: 'before',
        nodes: { x: { type: 'emit', params: { value: 0 } } },
      });
      await rig.write('p.json', sweep);
      await rig.run(['run', 'before.json']);
      const calls = 'trace=pwrite64,writev,fdatasync';
      rig.launcher = ['strace', '-f', '-o', rig.path('trace'), '-e', calls, '-e', `inject=${refusal}`];
      const { status, signal, stdout, stderr } = await rig.run(['run', 'p.json', '--jobs', '1']);
      t.regex(await rig.read('trace'), /INJECTED/);
      t.true(status !== 0, stdout);
      if (signal === null && status! < 128)
        t.regex(stderr, /cannot write to the store: (no space left on|the disk failed)/);
      t.notRegex(stdout + stderr, /\n\s+at /);
      const done = [...stdout.matchAll(/^done {5}(\S+)/gm)].map(([, instance]) => instance);
      const { digests, lies } = await storeContents(store);
      t.deepEqual(lies, []);
      for (const instance of done) t.true(`${instance}.value` in digests, `${instance} was told done`);
      rig.launcher = [];
      const next = await rig.run(['run', 'p.json']);
      t.is(next.status, 0, next.stdout + next.stderr);
      t.is(Object.keys((await storeContents(store)).digests).length, 18);
    },
  );
}
