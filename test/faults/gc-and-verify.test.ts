/**
 * Kills gc and verify just before an effect, or lets the disk refuse it: at one effect of each kind, or with
 * MICROGRAPH_ALL_FAULTS=1 at each one there is.
 */
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { openEnvironment } from '../../cache/records/open-environment.js';
import { type Fault, type Faulted, FaultRig } from '../rig/faults.js';
import { chosen, momentsOf, trainings } from '../rig/moments.js';
import { storeContents } from '../rig/store-contents.js';

/** Everything that `trainings` has, under other names and of other values. */
const others = {
  name: 'others',
  nodes: {
    otherLarge: { type: 'emit', params: { value: 'other'.repeat(4_000) } },
    otherShort: { type: 'grow', inputs: { a: 'otherLarge' }, params: { epochs: 2, seed: 1 } },
    otherLong: { type: 'grow', inputs: { a: 'otherLarge' }, params: { epochs: 3, seed: 1 } },
    others: { type: 'collect', inputs: { values: { gather: 'otherLong.value' } } },
  },
};
const both = { name: 'both', nodes: { ...trainings.nodes, ...others.nodes } };
const only = { name: 'both', nodes: trainings.nodes };

/** Every file of a store but those that tell of runs. */
function filesOf(store: string, ...folders: string[]): string[] {
  return (readdirSync(store, { recursive: true }) as string[])
    .filter((path) => folders.some((folder) => path.startsWith(`${folder}/`)))
    .sort();
}
const remains = (store: string) => filesOf(store, 'blobs', 'states', 'work', 'tmp', 'quarantine');

function faultsAt(counted: Faulted, stream: string): Fault[] {
  const moments = momentsOf(counted);
  const onFiles = moments.filter(({ only }) => /^(mkdir|create|write|rename|rm) /.test(only));
  return [
    ...chosen(moments, stream).map((moment): Fault => ({ ...moment, act: 'kill' })),
    ...chosen(onFiles, `${stream}/disk`).map((moment): Fault => ({ ...moment, act: 'EIO' })),
  ];
}

function checkEnd(t: ExecutionContext, { signal, status, stdout, stderr, struck }: Faulted, fault: Fault) {
  const told = `${fault.act} at ${fault.only} ${fault.at}: ${stdout}${stderr}`;
  t.true(struck, told);
  if (fault.act === 'kill') t.is(signal, 'SIGKILL', told);
  else t.is(status, 2, told);
  if (fault.act === 'EIO') t.regex(stderr, /^error: .*the disk failed/, told);
  t.notRegex(stdout + stderr, /\n\s+at /, told);
  return told;
}

test('gc that is killed or refused at any of its effects takes nothing that is kept, and the next one finishes it', async (t) => {
  t.timeout(60 * 60_000);
  const made = await FaultRig.make(t, both);
  t.is((await made.run()).status, 0);
  const undisturbed = (await storeContents(made.store)).digests;
  await made.rig.write('p.json', only);
  const gc = ['gc', 'p.json', '--delete'];
  const faultless = await FaultRig.copyOf(t, made);
  const counted = await faultless.run(undefined, gc);
  t.is(counted.status, 0, counted.stderr);
  const kept = (await storeContents(faultless.store)).digests;
  t.is(Object.keys(kept).length, Object.keys(undisturbed).length / 2);

  for (const fault of faultsAt(counted, 'test/gc')) {
    const faulty = await FaultRig.copyOf(t, made);
    const told = checkEnd(t, await faulty.run(fault, gc), fault);
    const left = await storeContents(faulty.store);
    t.deepEqual(left.lies, [], told);
    t.like(left.digests, kept, told);
    const next = await faulty.run(undefined, gc);
    t.is(next.status, 0, told + next.stderr);
    t.deepEqual(remains(faulty.store), remains(faultless.store), told);
    await faulty.rig.write('p.json', both);
    const again = await faulty.run();
    t.is(again.status, 0, told + again.stdout);
    const { digests, lies } = await storeContents(faulty.store);
    t.deepEqual([digests, lies], [undisturbed, []], told);
  }
});

/** Flips a bit of each large file, each file of a state and each small content. */
async function damage(store: string): Promise<void> {
  const flipped = (content: Buffer) => {
    content[Math.floor(content.length / 2)]! ^= 1;
    return content;
  };
  for (const path of filesOf(store, 'blobs', 'states').filter((path) => path.split('/').length > 2)) {
    const file = join(store, path);
    try {
      const content = readFileSync(file);
      chmodSync(file, 0o644);
      writeFileSync(file, flipped(content));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EISDIR') throw error;
    }
  }
  const root = openEnvironment({ path: join(store, 'records'), maxDbs: 24 });
  const contents = root.openDB<Buffer, string>({ name: 'contents', encoding: 'binary' });
  const all = [...contents.getRange({})].map(({ key, value }) => [key, Buffer.from(value)] as const);
  for (const [digest, content] of all) await contents.put(digest, flipped(content));
  await root.close();
}

test('verify that is killed or refused at any of its effects leaves all that is damaged to be found by the next one', async (t) => {
  t.timeout(60 * 60_000);
  const made = await FaultRig.make(t, trainings);
  t.is((await made.run()).status, 0);
  const undisturbed = (await storeContents(made.store)).digests;
  await damage(made.store);
  const verify = ['cache', 'verify'];
  const faultless = await FaultRig.copyOf(t, made);
  const counted = await faultless.run(undefined, verify);
  t.is(counted.status, 1, counted.stdout);

  for (const fault of faultsAt(counted, 'test/verify')) {
    const faulty = await FaultRig.copyOf(t, made);
    const told = checkEnd(t, await faulty.run(fault, verify), fault);
    t.is((await faulty.run(undefined, verify)).status, 1, told);
    t.deepEqual(filesOf(faulty.store, 'quarantine'), filesOf(faultless.store, 'quarantine'), told);
    const next = await faulty.run();
    t.is(next.status, 0, told + next.stdout);
    const { digests, lies } = await storeContents(faulty.store);
    t.deepEqual([digests, lies], [undisturbed, []], told);
    t.is((await faulty.run(undefined, verify)).status, 0, told);
  }
});
