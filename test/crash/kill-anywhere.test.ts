/**
 * Kills the coordinator, a worker, or both at random moments of the quickstart, again and again, and then lets it
 * finish. The moments are drawn from a seed; which instruction they hit is up to the machine, and must not matter.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import test from 'ava';
import { readEvents } from '../../engine/run/read-events.js';
import { randomAt } from '../../random/random.js';
import { childrenOf, gone, killNow } from '../rig/processes.js';
import { Rig, repositoryFolder, type Started } from '../rig/rig.js';

const kills = 20;
const longestWhileMs = 4_000;
const seed = Number(process.env['CRASH_SEED'] ?? 1);
const quickstart = join(repositoryFolder, 'pipelines', 'quickstart.json');
/** Shorter trainings than the quickstart's own, so that the same kinds of moments come sooner. */
const sizes = ['--set', 'pretrainingEpochs=4', '--set', 'epochs=5'];

type Victim = 'coordinator' | 'worker' | 'both';
const victims: readonly Victim[] = ['coordinator', 'worker', 'both'];

interface ShownArtifact {
  readonly instance: string;
  readonly port: string;
  readonly digest: string;
}

test(`the quickstart killed at ${kills} random moments ends with the bytes of an undisturbed run`, async (t) => {
  t.timeout(15 * 60_000);
  const undisturbed = await Rig.make(t, { scripted: false });
  const disturbed = await Rig.make(t, { scripted: false });
  t.is((await run(undisturbed).finished).status, 0);

  const random = randomAt({ stream: 'test/crash', seed });
  let inTraining = 0;
  let cutShort = 0;
  for (let kill = 1; kill <= kills; kill++) {
    const victim = victims[random.integer(victims.length)]!;
    const started = run(disturbed);
    await firstOutput(started);
    await delay(random.between(0, longestWhileMs));
    const workers = childrenOf(started.child.pid!);
    const training = await runningTrainings(disturbed);
    inTraining += training.length > 0 ? 1 : 0;
    cutShort += training.length;
    if (victim !== 'coordinator') workers.slice(0, victim === 'both' ? undefined : 1).forEach(killNow);
    // The loss of a worker alone does not end a run: let it go on for a while, then end it too.
    if (victim === 'worker') await delay(random.between(0, longestWhileMs));
    const orphans = childrenOf(started.child.pid!);
    killNow(started.child.pid!);
    const { status } = await started.finished;
    await gone([...workers, ...orphans]);
    t.log(
      `${kill}: ${victim}${status === 0 ? ', after the end' : ''}; training: ${training.join(' ') || 'none'}`,
    );
  }
  const last = await run(disturbed).finished;
  t.is(last.status, 0, last.stdout + last.stderr);

  t.deepEqual(await digests(disturbed), await digests(undisturbed));
  const work = await workDone(disturbed);
  t.deepEqual(work.computedTwice, [], 'no finished instance is computed again');
  t.true(inTraining > 0, 'no kill came in the middle of a training: choose another seed');
  const needed = (await workDone(undisturbed)).epochs;
  t.log(`${inTraining} of ${kills} kills in the middle of a training`);
  t.log(`lost: ${work.epochs - needed} finished epochs of ${needed}, and ${cutShort} begun ones`);
});

function run(rig: Rig): Started {
  return rig.start(['run', quickstart, ...sizes, '--store', 'store']);
}

function show(rig: Rig, node: string): Promise<ShownArtifact[]> {
  return rig.json(['show', quickstart, node, ...sizes, '--store', 'store']);
}

/** Every artifact of every instance. */
async function digests(rig: Rig): Promise<Record<string, string>> {
  const plan = await rig.json<{ plan: { node: string; state: string }[] }>([
    'plan',
    quickstart,
    ...sizes,
    '--store',
    'store',
  ]);
  const nodes = new Set(plan.plan.filter(({ state }) => state !== 'leftOut').map(({ node }) => node));
  const shown = await Promise.all([...nodes].map((node) => show(rig, node)));
  return Object.fromEntries(
    shown.flat().map(({ instance, port, digest }) => [`${instance}.${port}`, digest]),
  );
}

/** From the event logs of all runs on a store. */
async function workDone(rig: Rig): Promise<{ epochs: number; computedTwice: string[] }> {
  const store = rig.path('store');
  const events = (await readdir(join(store, 'runs'))).sort().flatMap((id) => readEvents(store, id));
  const done = events.flatMap((event) => (event.kind === 'instance-done' ? event.instance : []));
  return {
    epochs: events.filter((event) => event.kind === 'instance-metric' && 'loss' in event.values).length,
    computedTwice: done.filter((instance, at) => done.indexOf(instance) !== at),
  };
}

/** The trainings under way in the newest run, by its event log. */
async function runningTrainings(rig: Rig): Promise<string[]> {
  const store = rig.path('store');
  const newest = (await readdir(join(store, 'runs')).catch(() => [])).sort().at(-1);
  const running = new Set<string>();
  for (const event of newest === undefined ? [] : readEvents(store, newest)) {
    if (event.kind === 'instance-started') running.add(event.instance);
    if (event.kind === 'instance-done') running.delete(event.instance);
  }
  return [...running].filter((instance) => /^(pretrained|tuned)/.test(instance));
}

function firstOutput({ child }: Started): Promise<void> {
  return new Promise((resolve) => {
    child.stdout?.once('data', () => resolve());
    child.once('close', () => resolve());
  });
}
