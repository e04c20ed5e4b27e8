import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { makeStagingFolder, publish } from './staging.js';

async function temporaryFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'micrograph-staging-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function folderWith(path: string, content: string): Promise<string> {
  await mkdir(path, { recursive: true });
  await writeFile(join(path, 'content'), content);
  return path;
}

test('staging folders of living processes stay, those of dead ones are removed', async (t) => {
  const cache = await temporaryFolder(t);
  const living = await makeStagingFolder(cache);
  const deadPid = spawnSync(process.execPath, ['--version']).pid;
  const dead = living.replace(`-${process.pid}-`, `-${deadPid}-`);
  const elsewhere = join(cache, `.making-another-machine-${deadPid}-0`);
  await mkdir(dead);
  await mkdir(elsewhere);
  const next = await makeStagingFolder(cache);
  t.deepEqual(await readdir(cache), [living, next, elsewhere].map((path) => basename(path)).sort());
});

test('publishing moves the folder to its place', async (t) => {
  const cache = await temporaryFolder(t);
  await publish(await folderWith(join(cache, 'new'), 'new'), join(cache, 'place'), async () => false);
  t.deepEqual(await readdir(cache), ['place']);
});

test('an intact installation that came first stays', async (t) => {
  const cache = await temporaryFolder(t);
  const place = await folderWith(join(cache, 'place'), 'first');
  await publish(await folderWith(join(cache, 'new'), 'second'), place, async () => true);
  t.is(await readFile(join(place, 'content'), 'utf8'), 'first');
  t.deepEqual(await readdir(cache), ['place']);
});

test('a damaged installation is replaced', async (t) => {
  const cache = await temporaryFolder(t);
  const place = await folderWith(join(cache, 'place'), 'damaged');
  await publish(await folderWith(join(cache, 'new'), 'new'), place, async () => false);
  t.is(await readFile(join(place, 'content'), 'utf8'), 'new');
  t.deepEqual(await readdir(cache), ['place']);
});
