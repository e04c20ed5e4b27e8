/**
 * Kills a run just before an effect of its taking over what a suspended run had begun. Then the suspended one wakes up
 * and goes on, or is killed, too, and a third one ends it all.
 */
import { writeFileSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import { type Fault, type Faulted, FaultRig } from '../rig/faults.js';
import { chosen, momentsOf } from '../rig/moments.js';
import { killNow } from '../rig/processes.js';
import type { Started } from '../rig/rig.js';
import { storeContents } from '../rig/store-contents.js';

const run = ['run', 'p.json', '--jobs', '2'];
/** A clock by which a lease that nobody renews is stale in half a second. */
const fastClock = `const { now } = performance; performance.now = () => 20 * now.call(performance);`;

/** A run that was suspended with a training at its third epoch and half of what another node brings. */
async function suspended(t: ExecutionContext): Promise<{ faulty: FaultRig; frozen: Started }> {
  const faulty = await FaultRig.make(t, {});
  const { rig } = faulty;
  const go = rig.path('go');
  await rig.write('p.json', {
    name: 'suspended',
    nodes: {
      trained: { type: 'train', params: { epochs: 5, waitFor: { 3: go } } },
      brought: { type: 'gather-pieces', params: { until: go } },
      after: { type: 'combine', inputs: { a: 'trained', b: 'brought' } },
    },
  });
  const frozen = faulty.start(run);
  t.teardown(() => killNow(frozen.child.pid!));
  await Promise.all([rig.untilCheckpoint(2), rig.untilEvent(({ kind }) => kind === 'instance-log')]);
  frozen.child.kill('SIGSTOP');
  // From here on its workers go on, too.
  writeFileSync(go, '');
  rig.nodeArguments = [
    ...rig.nodeArguments,
    '--import',
    `data:text/javascript,${encodeURIComponent(fastClock)}`,
  ];
  return { faulty, frozen };
}

async function checkEnd(t: ExecutionContext, faulty: FaultRig, told: string, digests: object): Promise<void> {
  const last = await faulty.run(undefined, run);
  t.is(last.status, 0, told + last.stdout + last.stderr);
  const contents = await storeContents(faulty.store);
  t.deepEqual([contents.digests, contents.lies], [digests, []], told);
  t.is((await faulty.run(undefined, ['cache', 'verify'])).status, 0, told);
}

test('a run that is killed anywhere while it takes over from a suspended one leaves work that either can end', async (t) => {
  t.timeout(60 * 60_000);
  const { faulty: faultless, frozen } = await suspended(t);
  const counted: Faulted = await faultless.run(undefined, run);
  t.is(counted.status, 0, counted.stdout);
  t.regex(counted.stdout, /taken {4}trained/);
  t.regex(counted.stdout, /taken {4}brought/);
  frozen.child.kill('SIGCONT');
  t.is((await frozen.finished).status, 0);
  const { digests, lies } = await storeContents(faultless.store);
  t.deepEqual(lies, []);
  t.is(Object.keys(digests).length, 3);

  const moments = momentsOf(counted).filter(({ process }) => process === 'coordinator');
  const all = chosen(moments, 'test/takeover');
  let struck = 0;
  const trial = async (fault: Fault, wakes: boolean) => {
    const { faulty, frozen } = await suspended(t);
    const second = await faulty.run(fault, run);
    const told = `${fault.only} ${fault.at}, ${wakes ? 'woken' : 'killed'}: ${second.stdout}${second.stderr}`;
    t.notRegex(second.stdout + second.stderr, /\n\s+at /, told);
    struck += second.struck ? 1 : 0;
    t.deepEqual((await storeContents(faulty.store)).lies, [], told);
    if (wakes) frozen.child.kill('SIGCONT');
    else killNow(frozen.child.pid!);
    const { status, stdout, stderr } = await frozen.finished;
    if (wakes) t.is(status, 0, told + stdout + stderr);
    await checkEnd(t, faulty, told, digests);
  };
  for (const [at, moment] of all.entries()) await trial({ ...moment, act: 'kill' }, at % 2 === 0);
  t.log(`${struck} of ${all.length} kills struck`);
  t.true(struck > 0.6 * all.length);
});
