/**
 * Kills who gives a remote cache its results, who fetches them, and the server, in the middle of what they send and
 * write: at a few moments, or with MICROGRAPH_ALL_FAULTS=1 at many.
 */
import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { Kind } from '../../cache/remote/server/kept-files.js';
import { filesOf, type SharedRecord } from '../../cache/remote/shared-record.js';
import { randomAt } from '../../random/random.js';
import { addressOf, CacheRig, filesIn } from '../rig/cache-rig.js';
import { CutConnection, type Direction } from '../rig/cut-connection.js';
import { type Fault, FaultRig, preload } from '../rig/faults.js';
import { allFaults, chosen, faultSeed, momentsOf } from '../rig/moments.js';
import { killNow } from '../rig/processes.js';
import { Rig } from '../rig/rig.js';
import { pipeline, project, run } from '../rig/shared-work.js';
import { storeContents } from '../rig/store-contents.js';

const contentsOf = (rig: Rig) => storeContents(rig.path('.micrograph'));

/** What a server offers that is not so: records of which a file is missing, and files that are not what they say. */
async function falseOffers(url: string, folder: string): Promise<string[]> {
  const names = async (kind: Kind) =>
    (await filesIn(folder, kind)).map((path) => basename(dirname(path)) + basename(path));
  const found: string[] = [];
  const digests = new Map<string, string>();
  for (const name of await names('cas')) {
    const content = Buffer.from(await (await fetch(`${url}/cas/${name}`)).arrayBuffer());
    digests.set(name, createHash('sha256').update(content).digest('hex'));
    if (digests.get(name) !== name) found.push(`file ${name}`);
  }
  for (const name of await names('ac')) {
    const record = (await (await fetch(`${url}/ac/${name}`)).json()) as SharedRecord;
    const isWhole =
      record.key === name && filesOf(record).every(({ digest }) => digests.get(digest) === digest);
    if (!isWhole) found.push(`record ${name}`);
  }
  return found;
}

function momentsIn(bytes: number, stream: string): number[] {
  const random = randomAt({ stream, seed: faultSeed });
  // Runs differ by the length of a few numbers.
  const within = Math.floor(0.98 * bytes);
  return Array.from({ length: allFaults ? 40 : 2 }, () => 1 + random.integer(within));
}

/** A server with all results of the pipeline, what these are, and how much went each way to give them and to fetch them. */
async function undisturbed(t: ExecutionContext) {
  const cache = await CacheRig.start(t);
  const passed: Record<Direction, number> = { up: 0, down: 0 };
  let digests: object = {};
  for (const direction of ['up', 'down'] as const) {
    const connection = await CutConnection.start(t, cache.url);
    const rig = await project(t);
    t.is((await run(rig, connection.url)).status, 0);
    digests = (await contentsOf(rig)).digests;
    passed[direction] = connection.passed[direction];
  }
  t.true(passed.up > 150_000 && passed.down > 150_000);
  return { cache, digests, passed };
}

/** That a project ends with these results and nothing else. */
async function checkEnd(t: ExecutionContext, rig: Rig, url: string, digests: object, told: string) {
  t.deepEqual((await contentsOf(rig)).lies, [], told);
  const { status, stdout, stderr } = await run(rig, url);
  t.is(status, 0, told + stdout + stderr);
  const contents = await contentsOf(rig);
  t.deepEqual([contents.digests, contents.lies], [digests, []], told);
}

test('a run that is killed in the middle of an upload leaves a server that offers nothing false', async (t) => {
  t.timeout(60 * 60_000);
  const { digests, passed } = await undisturbed(t);
  for (const bytes of momentsIn(passed.up, 'test/upload')) {
    const told = `killed after ${bytes} of ${passed.up} bytes`;
    const cache = await CacheRig.start(t);
    const connection = await CutConnection.start(t, cache.url);
    const rig = await project(t);
    const { child, finished } = rig.start(['run', 'p.json', '--cache-url', connection.url]);
    connection.cutAfter('up', bytes, () => killNow(child.pid!));
    t.is((await finished).signal, 'SIGKILL', told);
    t.deepEqual(await falseOffers(cache.url, cache.folder), [], told);
    await checkEnd(t, rig, cache.url, digests, told);
    await checkEnd(t, await project(t), cache.url, digests, told);
    t.deepEqual(await falseOffers(cache.url, cache.folder), [], told);
  }
});

test('a run that is killed in the middle of a fetch has the result, or has it not', async (t) => {
  t.timeout(60 * 60_000);
  const { cache, digests, passed } = await undisturbed(t);
  for (const bytes of momentsIn(passed.down, 'test/fetch')) {
    const connection = await CutConnection.start(t, cache.url);
    const rig = await project(t);
    const { child, finished } = rig.start(['run', 'p.json', '--cache-url', connection.url]);
    connection.cutAfter('down', bytes, () => killNow(child.pid!));
    const told = `killed after ${bytes} of ${passed.down} bytes`;
    t.is((await finished).signal, 'SIGKILL', told);
    await checkEnd(t, rig, cache.url, digests, told);
  }

  const args = ['run', 'p.json', '--cache-url', cache.url];
  const counted = await (await FaultRig.make(t, pipeline)).run(undefined, args);
  t.is(counted.status, 0);
  const moments = momentsOf(counted).filter(
    ({ process, only }) => process === 'coordinator' && /^(write tmp|rename blobs|commit)/.test(only),
  );
  const some = chosen(moments, 'test/fetch/effects');
  t.true(some.length >= 4, 'the writing of what was fetched is not counted');
  let struck = 0;
  for (const moment of some) {
    const faulty = await FaultRig.make(t, pipeline);
    const act = moment.only === 'write tmp' ? 'tear' : 'kill';
    struck += (await faulty.run({ ...moment, act }, args)).struck ? 1 : 0;
    faulty.rig.nodeArguments = [];
    await checkEnd(t, faulty.rig, cache.url, digests, `${act} at ${moment.only} ${moment.at}`);
  }
  t.true(struck > some.length / 2);
});

const serverFaults: readonly Omit<Fault, 'process'>[] = [
  { only: 'write tmp', at: 3, act: 'tear' },
  { only: 'rename cas', at: 2, act: 'kill' },
  { only: 'rename ac', at: 2, act: 'kill' },
];

test('a server that is killed in the middle of an upload offers nothing false when it is back', async (t) => {
  t.timeout(60 * 60_000);
  const { digests } = await undisturbed(t);
  const faults = allFaults
    ? serverFaults.flatMap((fault) => [1, 2, 3, 4, 5].map((at) => ({ ...fault, at })))
    : serverFaults;
  for (const fault of faults) {
    const told = `${fault.act} at ${fault.only} ${fault.at}`;
    const server = await Rig.make(t);
    const serve = ['cache', 'serve', '--dir', 'kept', '--port', '0'];
    server.nodeArguments = ['--import', preload];
    const first = server.start(serve, {
      EFFECT_LOG: server.path('effects.log'),
      EFFECT_STORE: server.path('kept'),
      FAULT: JSON.stringify({ ...fault, process: 'coordinator', mark: server.path('struck') }),
    });
    const rig = await project(t);
    const { status, stdout } = await run(rig, await addressOf(first));
    t.is(status, 0, told + stdout);
    t.is((await first.finished).signal, 'SIGKILL', told);

    server.nodeArguments = [];
    const second = server.start(serve);
    t.teardown(() => killNow(second.child.pid!));
    const url = await addressOf(second);
    t.deepEqual(await falseOffers(url, server.path('kept')), [], told);
    await checkEnd(t, await project(t), url, digests, told);
    t.deepEqual(await falseOffers(url, server.path('kept')), [], told);
    killNow(second.child.pid!);
    await second.finished;
  }
});
