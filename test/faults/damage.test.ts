/** Files of the store that somebody or something damaged, and stores of other formats. */
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { open } from 'lmdb';
import { FaultRig } from '../rig/faults.js';
import { trainings } from '../rig/moments.js';
import { storeContents } from '../rig/store-contents.js';

function filesBelow(folder: string): string[] {
  const below = readdirSync(folder, { recursive: true }) as string[];
  return below.map((name) => join(folder, name)).filter((path) => statSync(path).isFile());
}

const damages: Readonly<Record<string, (path: string) => void>> = {
  truncated: (path) => truncateSync(path, Math.floor(statSync(path).size / 2)),
  deleted: (path) => rmSync(path),
  'of one bit flipped': (path) => {
    const content = readFileSync(path);
    content[Math.floor(content.length / 3)]! ^= 1;
    writeFileSync(path, content);
  },
};

for (const [how, damage] of Object.entries(damages)) {
  test(`after blobs are ${how}, what needs them says so, and runs make them anew`, async (t) => {
    const faulty = await FaultRig.make(t, trainings);
    await faulty.run();
    const undisturbed = await storeContents(faulty.store);
    // Something new reads them.
    const more = { ...trainings.nodes, next: { type: 'combine', inputs: { a: 'large', b: 'long.large' } } };
    await faulty.rig.write('p.json', { ...trainings, nodes: more });
    for (const path of filesBelow(join(faulty.store, 'blobs'))) {
      chmodSync(path, 0o644);
      damage(path);
    }
    let said = '';
    // A flipped bit is found by who reads the blob: one after the other.
    for (let run = 1; run <= 4; run++) {
      const { status, stdout, stderr } = await faulty.run();
      said += stdout + stderr;
      if (status === 0) break;
    }
    t.regex(said, /damaged/);
    t.notRegex(said, /\n\s+at /);
    const healed = await storeContents(faulty.store);
    for (const [name, digest] of Object.entries(undisturbed.digests))
      t.is(healed.digests[name], digest, name);
    t.regex((await faulty.run()).stdout, /all 5 cached/);
  });

  test(`a training whose states are ${how} begins again from what is whole, to the same bytes`, async (t) => {
    const faultless = await FaultRig.make(t, trainings);
    await faultless.run();
    const faulty = await FaultRig.make(t, trainings);
    const { signal } = await faulty.run({ process: 'coordinator', only: 'rm states', at: 1, act: 'kill' });
    t.is(signal, 'SIGKILL');
    for (const path of filesBelow(join(faulty.store, 'states'))) {
      chmodSync(path, 0o644);
      damage(path);
    }
    const { status, stdout } = await faulty.run();
    t.is(status, 0, stdout);
    t.regex(stdout, /the saved state at 2 is damaged and is not used/);
    const { digests, lies } = await storeContents(faulty.store);
    t.deepEqual(lies, []);
    t.deepEqual(digests, (await storeContents(faultless.store)).digests);
  });
}

test('a store of a newer format is refused by every command, and left as it is', async (t) => {
  const faulty = await FaultRig.make(t, trainings);
  const { rig, store } = faulty;
  await faulty.run();
  const root = open({ path: join(store, 'records'), maxDbs: 12 });
  await root.openDB<number, string>({ name: 'meta', encoding: 'json' }).put('format', 99);
  await root.close();
  const before = readFileSync(join(store, 'records', 'data.mdb'));
  for (const args of [
    ['run', 'p.json'],
    ['plan', 'p.json'],
    ['status'],
    ['show', 'p.json', 'all'],
    ['explain', 'p.json', 'all'],
    ['gc', '--delete'],
    ['cache', 'verify'],
    ['cache', 'stats'],
  ]) {
    const { status, stderr } = await rig.run(args, { EFFECT_LOG: rig.path('log'), EFFECT_STORE: store });
    t.is(status, 2, args.join(' '));
    t.regex(
      stderr,
      /^error: the store .* was written by a newer micrograph \(format 99; this one reads \d+\)/,
      args.join(' '),
    );
    t.notRegex(stderr, /\n\s+at /);
  }
  t.deepEqual(readFileSync(join(store, 'records', 'data.mdb')), before);
});
