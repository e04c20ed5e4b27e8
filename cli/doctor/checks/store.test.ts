import { readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import test from 'ava';
import { runCommand } from '../../../learn/runtime/provision/run-command.js';
import { fakeMachine } from '../../../learn/runtime/provision/testing/fake-machine.js';
import { checkStore, networkFileSystem, storeFolder } from './store.js';

test('the database is tried in the nearest folder that exists, and leaves nothing there', async (t) => {
  const { setup, folder } = await fakeMachine(t);
  const before = await readdir(folder);
  const findings = await checkStore({ ...setup, run: runCommand }, join(folder, 'not', 'yet'));
  const store = findings.find(({ name }) => name === 'store');
  t.is(store?.detail.startsWith(`LMDB works in ${folder}`), true);
  t.deepEqual(await readdir(folder), before);
});

test('a file system on which the database crashes is a problem', async (t) => {
  const { setup, folder } = await fakeMachine(t);
  const run = async () => ({ exitCode: undefined, endedBy: 'SIGBUS' as const, stdout: '', stderr: '' });
  const [store] = await checkStore({ ...setup, run }, folder);
  t.is(store?.status, 'problem');
  t.regex(store?.detail ?? '', /LMDB does not work in .*SIGBUS/);
});

test('a store below a file is looked for beside it', async (t) => {
  const { setup, folder } = await fakeMachine(t);
  await writeFile(join(folder, 'file'), '');
  const [store] = await checkStore({ ...setup, run: runCommand }, join(folder, 'file', 'store'));
  t.regex(store?.detail ?? '', new RegExp(`LMDB works in ${folder}`));
});

test('network file systems are known by number', (t) => {
  t.is(networkFileSystem(0x6969), 'NFS');
  // CIFS, as a signed 32-bit number.
  t.is(networkFileSystem(-11317950), 'CIFS');
  t.is(networkFileSystem(0xef53), undefined);
});

test('the store is the option, else MICROGRAPH_STORE, else .micrograph', (t) => {
  t.is(storeFolder('/a', { MICROGRAPH_STORE: '/b' }), '/a');
  t.is(storeFolder(undefined, { MICROGRAPH_STORE: '/b' }), '/b');
  t.is(storeFolder(undefined, {}), resolve('.micrograph'));
});
