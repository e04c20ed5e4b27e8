/**
 * Lets the disk refuse what the coordinator or a worker does to the store's files: once at one effect of each kind, or
 * with MICROGRAPH_ALL_FAULTS=1 at each one there is.
 */
import test, { type ExecutionContext } from 'ava';
import { type Fault, type Faulted, FaultRig } from '../rig/faults.js';
import { chosen, momentsOf, trainings } from '../rig/moments.js';
import { storeContents } from '../rig/store-contents.js';

const isFileEffect = (effect: string) => /^(mkdir|create|write|sync|rename|link|rm) /.test(effect);

/** A disk that is full, or fails, or is read-only, is named; nobody is shown a stack trace. */
function checkOutcome(t: ExecutionContext, { status, stdout, stderr }: Faulted, told: string): void {
  const said = stdout + stderr;
  t.notRegex(said, /\n\s+at /, told);
  t.true(status === 0 || status === 1 || status === 2, `${told}: ${status}`);
  const named = /no space left on the disk|the disk failed|cannot be written to/;
  if (status !== 0) t.regex(said, named, told);
  if (status === 1) t.regex(said, /error: the store failed: /, told);
}

for (const process of ['coordinator', 'worker'] as const) {
  test(`whatever the disk refuses a ${process} is said, and the next run goes on`, async (t) => {
    t.timeout(60 * 60_000);
    const faultless = await FaultRig.make(t, trainings);
    const moments = momentsOf(await faultless.run());
    const undisturbed = await storeContents(faultless.store);
    const all = chosen(
      moments.filter((moment) => moment.process === process && isFileEffect(moment.only)),
      'test/failing-disk',
    );
    for (const moment of all) {
      const act = moment.only.startsWith('write') ? 'short' : 'EIO';
      const told = `${act} ${process} at ${moment.only} ${moment.at}`;
      const faulty = await FaultRig.make(t, trainings);
      const first = await faulty.run({ ...moment, act });
      t.true(first.struck, told);
      checkOutcome(t, first, told);
      t.deepEqual((await storeContents(faulty.store)).lies, [], told);
      const next = await faulty.run();
      t.is(next.status, 0, `${told}\n${next.stdout}${next.stderr}`);
      t.deepEqual(await storeContents(faulty.store), undisturbed, told);
    }
  });
}

for (const act of ['ENOSPC', 'EIO', 'EROFS'] as const) {
  test(`a disk that answers ${act} from one moment on stops the run`, async (t) => {
    const faulty = await FaultRig.make(t, trainings);
    const fault: Fault = { process: 'worker', at: 12, act, forever: true };
    const first = await faulty.run(fault);
    t.is(first.status, 1, first.stdout);
    t.notRegex(first.stdout + first.stderr, /\n\s+at /);
    t.regex(
      first.stderr,
      /error: the store failed: (no space left on the disk|the disk failed|the disk is read-only)/,
    );
    t.deepEqual((await storeContents(faulty.store)).lies, []);
    t.is((await faulty.run()).status, 0);
  });
}
