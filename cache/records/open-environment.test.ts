import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { openEnvironment } from './open-environment.js';

test('a database whose locks another process took down meanwhile is opened once all have let go', async (t) => {
  const path = await mkdtemp(join(tmpdir(), 'micrograph-lmdb-'));
  t.teardown(() => rm(path, { recursive: true, force: true }));
  const first = openEnvironment({ path });
  await first.put('key', 'value');
  await first.close();
  // What the last one that closed left: destroyed locks.
  const takenDown = await readFile(join(path, 'lock.mdb'));

  for (const readOnly of [true, false]) {
    const script = `
      import { open } from 'lmdb';
      open({ path: ${JSON.stringify(path)} }).get('key');
      console.log('open');
      setInterval(() => {}, 1_000);`;
    const other = spawn(process.execPath, ['--input-type=module', '-e', script], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(other, 'exit');
    await once(other.stdout, 'data');
    // As if it had come in while the last one closed, and holds on to what that one destroyed.
    const lockFile = await open(join(path, 'lock.mdb'), 'r+');
    await lockFile.write(takenDown, 0, takenDown.length, 0);
    await lockFile.close();

    let pauses = 0;
    const database = openEnvironment({ path, readOnly }, () => {
      pauses++;
      other.kill('SIGKILL');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    });
    t.true(pauses > 0);
    t.is(database.get('key'), 'value');
    if (!readOnly) t.true(await database.put('other', 'value'));
    await database.close();
    await ended;
  }
});

test('processes that open and close one database at the same time all succeed', async (t) => {
  const path = await mkdtemp(join(tmpdir(), 'micrograph-lmdb-'));
  t.teardown(() => rm(path, { recursive: true, force: true }));
  await openEnvironment({ path }).close();
  const script = `
    import { openEnvironment } from ${JSON.stringify(join(import.meta.dirname, 'open-environment.ts'))};
    for (let i = 0; i < 400; i++) {
      const database = openEnvironment({ path: ${JSON.stringify(path)}, readOnly: process.env.READ === '1' });
      database.get('key');
      await database.close();
    }`;
  const children = ['1', '1', '0'].map((READ) =>
    spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      cwd: import.meta.dirname,
      env: { ...process.env, READ, NODE_OPTIONS: '' },
      stdio: ['ignore', 'inherit', 'inherit'],
    }),
  );
  const statuses = await Promise.all(children.map((child) => once(child, 'exit')));
  t.deepEqual(
    statuses.map(([status]) => status),
    [0, 0, 0],
  );
});

test('a database that cannot be opened for another reason is an error at once', (t) => {
  const path = '/dev/null/database';
  t.throws(() => openEnvironment({ path, readOnly: true }, () => t.fail('no pause')));
});
