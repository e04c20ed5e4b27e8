/**
 * Kills the coordinator or a worker just before an effect, or in the middle of a write: before one effect of each kind,
 * or with MICROGRAPH_ALL_FAULTS=1 before each one there is. What a kill leaves is then what every later run finds.
 */
import test, { type ExecutionContext } from 'ava';
import { type Fault, FaultRig } from '../rig/faults.js';
import { chosen, momentsOf, trainings } from '../rig/moments.js';
import { type StoreContents, storeContents } from '../rig/store-contents.js';

async function killedAt(t: ExecutionContext, fault: Fault, undisturbed: StoreContents): Promise<boolean> {
  const faulty = await FaultRig.make(t, trainings);
  const told = `${fault.act} ${fault.process} at ${fault.only} ${fault.at}`;
  const first = await faulty.run(fault);
  if (first.struck && fault.process === 'coordinator') t.is(first.signal, 'SIGKILL', told);
  else t.is(first.status, 0, `a worker’s end costs one attempt: ${told}\n${first.stdout}${first.stderr}`);
  const left = await storeContents(faulty.store);
  t.deepEqual(left.lies, [], told);
  const next = await faulty.run();
  t.is(next.status, 0, `${told}\n${next.stdout}${next.stderr}`);
  t.deepEqual(await storeContents(faulty.store), undisturbed, told);
  t.notRegex(first.stdout + first.stderr + next.stdout + next.stderr, /\n\s+at /, told);
  return first.struck;
}

for (const process of ['coordinator', 'worker'] as const) {
  test(`a ${process} killed before any of its effects loses nothing that was told`, async (t) => {
    t.timeout(60 * 60_000);
    const faultless = await FaultRig.make(t, trainings);
    const moments = momentsOf(await faultless.run());
    for (const kind of [
      'commit',
      'committed',
      'fork',
      'send checkpoint',
      'write tmp',
      'sync tmp',
      'rename blobs',
      'link states',
    ])
      t.true(
        moments.some(({ only }) => only === kind),
        `no effect is counted as ${kind}`,
      );
    const undisturbed = await storeContents(faultless.store);
    t.is(Object.keys(undisturbed.digests).length, 6);
    const all = chosen(
      moments.filter((moment) => moment.process === process),
      'test/kill',
    );
    const faults = all.flatMap((moment): Fault[] => [
      { ...moment, act: 'kill' },
      ...(moment.only.startsWith('write') ? [{ ...moment, act: 'tear' } as const] : []),
    ]);
    t.true(faults.some(({ act }) => act === 'tear'));
    let struck = 0;
    for (const fault of faults) struck += (await killedAt(t, fault, undisturbed)) ? 1 : 0;
    t.log(`${struck} of ${faults.length} kills struck`);
    // Commits are grouped as they come, so that there may be fewer than in the run that was counted.
    t.true(struck > 0.8 * faults.length);
  });
}
