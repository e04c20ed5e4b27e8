/** Records of a newer micrograph, which this one cannot read, in a store of the format that it can. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { CheckpointRecord, NodeRecord, RunRecord } from '../../cache/records/record.js';
import { RecordStore } from '../../cache/records/record-store.js';
import { FaultRig } from '../rig/faults.js';
import { trainings } from '../rig/moments.js';
import { storeContents } from '../rig/store-contents.js';

test('what a newer micrograph recorded beside ours is passed by, and no command stumbles over it', async (t) => {
  const faulty = await FaultRig.make(t, trainings);
  const { rig, store } = faulty;
  await faulty.run();
  const undisturbed = (await storeContents(store)).digests;

  const records = RecordStore.open(store);
  const key = (of: string) => `${of[0]}${'0'.repeat(63)}`;
  for (const { value } of [...records.records.getRange({})]) {
    const { pipeline, instance } = value;
    const newer = {
      manifest: { format: 99, recipe: [1, 2] },
      instance,
      pipeline,
      run: 'newer',
      by: { a: 1 },
    };
    await records.commit(key(instance), newer as unknown as NodeRecord, {});
    await records.remember(pipeline, instance, { key: key(instance), run: 'newer' });
  }
  await records.trajectories.put('f'.repeat(64), [
    { progress: 1, shards: 2, files: [] } as unknown as CheckpointRecord,
  ]);
  const [run] = [...records.runs.getRange({ limit: 1 })];
  const ours = run!.value.id;
  const newerRun = { ...run!.value, id: 'newer', state: 'paused', sharedWith: ['x'] };
  await records.runs.put('newer', newerRun as unknown as RunRecord);
  await records.close();
  mkdirSync(join(store, 'runs', 'newer'));
  const events = [
    { kind: 'instance-done', instance: 'long', key: key('long'), at: run!.value.startedAt },
    { kind: 'instance-paused', instance: 'long', until: 'tomorrow', at: run!.value.startedAt },
  ];
  const lines = events.map((event) => `${JSON.stringify(event)}\n`);
  writeFileSync(join(store, 'runs', 'newer', 'events.jsonl'), lines.join(''));

  for (const args of [
    ['plan', 'p.json'],
    ['explain', 'p.json', 'long'],
    ['status'],
    ['show', 'p.json', 'long'],
    ['diff', ours, 'newer'],
    ['diff', 'newer', 'p.json'],
    ['logs', 'long'],
    ['cache', 'stats'],
    ['cache', 'verify'],
    ['gc', 'p.json'],
    ['run', 'p.json'],
    ['gc', 'p.json', '--delete'],
  ]) {
    const { status, stdout, stderr } = await faulty.run(undefined, args);
    t.is(status, 0, `${args.join(' ')}: ${stdout}${stderr}`);
    t.notRegex(stdout + stderr, /\n\s+at /, args.join(' '));
  }
  t.like((await storeContents(store)).digests, undisturbed);
  t.regex((await faulty.run()).stdout, /all 4 cached/);

  // Its params changed, so that it is compared with what was recorded before: only ours can be.
  const { long, ...rest } = trainings.nodes;
  const changed = { ...long, params: { epochs: 4 } };
  await rig.write('p.json', { ...trainings, nodes: { ...rest, long: changed } });
  for (const args of [
    ['plan', 'p.json'],
    ['explain', 'p.json', 'long'],
    ['run', 'p.json'],
  ]) {
    const { status, stdout, stderr } = await faulty.run(undefined, args);
    t.is(status, 0, `${args.join(' ')}: ${stdout}${stderr}`);
    if (args[0] !== 'run') t.regex(stdout, /epochs 3 → 4/, args.join(' '));
  }
});
