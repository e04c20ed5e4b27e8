/** Nodes that all report at the same time, from processes of their own and in their hundreds. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { artifactOf } from '../../cache/artifact.js';
import { readEvents } from '../../engine/run/read-events.js';
import type { AnyNode } from '../../nodes/define-node.js';
import type { RunContext } from '../../nodes/run-context.js';
import { FaultRig } from '../rig/faults.js';
import { allFaults } from '../rig/moments.js';
import { pipelineInMemory } from '../rig/pipeline-in-memory.js';
import { childrenOf } from '../rig/processes.js';
import { runInProcess } from '../rig/run-in-process.js';
import { storeContents } from '../rig/store-contents.js';
import { testIf } from '../rig/test-where.js';

/** That the log has every report of every instance, whole and in its order. */
function checkLog(
  t: ExecutionContext,
  store: string,
  run: string,
  labels: readonly string[],
  reports: number,
) {
  const epochs = new Map<string, unknown[]>(labels.map((label) => [`one[n=${label}]`, []]));
  const messages = new Map<string, string[]>(labels.map((label) => [`one[n=${label}]`, []]));
  const order: string[] = [];
  for (const event of readEvents(store, run)) {
    if (event.kind === 'instance-metric') epochs.get(event.instance)?.push(event.epoch);
    if (event.kind !== 'instance-log') continue;
    messages.get(event.instance)?.push(event.message);
    order.push(event.instance);
  }
  const numbers = Array.from({ length: reports }, (_, n) => n + 1);
  for (const label of labels) {
    t.deepEqual(epochs.get(`one[n=${label}]`), numbers);
    t.deepEqual(
      messages.get(`one[n=${label}]`),
      numbers.map((number) => `${label} ${number}`),
    );
  }
  const turns = order.filter((instance, at) => instance !== order[at - 1]).length;
  t.true(turns > labels.length, 'they reported one after the other, not at the same time');
}

test('what many workers report at the same time arrives whole and in order', async (t) => {
  const labels = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const { rig, store } = await FaultRig.make(t, {
    name: 'chatter',
    axes: { n: labels },
    nodes: { one: { type: 'chatter', params: { name: '${n}', reports: 200 } } },
  });
  rig.nodeArguments = [];
  const { status, stderr } = await rig.run(['run', 'p.json', '--jobs', '8']);
  t.is(status, 0, stderr);
  const [run] = await rig.json<{ id: string }[]>(['status']);
  checkLog(t, store, run!.id, labels, 200);
});

const inFull = testIf(
  allFaults,
  'two hundred workers take half a minute; MICROGRAPH_ALL_FAULTS=1 starts them',
);

inFull('two hundred workers at a time, of four hundred instances, are told apart', async (t) => {
  const labels = Array.from({ length: 400 }, (_, n) => `i${n}`);
  const { rig, store } = await FaultRig.make(t, {});
  const go = rig.path('go');
  await rig.write('p.json', {
    name: 'chatter',
    axes: { n: labels },
    nodes: { one: { type: 'chatter', params: { name: '${n}', reports: 20, waitFor: go } } },
  });
  rig.nodeArguments = [];
  const { child, finished } = rig.start(['run', 'p.json', '--jobs', '200']);
  const reporting = new Set<string>();
  await rig.untilEvent(
    (event) => event.kind === 'instance-log' && reporting.add(event.instance).size === 200,
  );
  t.is(childrenOf(child.pid!).length, 200);
  writeFileSync(go, '');
  const { status, stderr } = await finished;
  t.is(status, 0, stderr);
  const [run] = await rig.json<{ id: string }[]>(['status']);
  checkLog(t, store, run!.id, labels, 20);
  const { digests, lies } = await storeContents(store);
  t.deepEqual(lies, []);
  for (const label of labels) {
    const content = JSON.stringify(label);
    const digest = createHash('sha256').update(content).digest('hex');
    const file = { name: 'value.json', digest, sizeBytes: content.length };
    t.is(digests[`one[n=${label}].value`], artifactOf('json', [file]).digest);
  }
});

test('what two hundred nodes report at the same time is told whole and in order', async (t) => {
  const store = await mkdtemp(join(tmpdir(), 'micrograph-chatter-'));
  t.teardown(() => rm(store, { recursive: true, force: true }));
  const labels = Array.from({ length: 200 }, (_, n) => String(n));
  let [running, mostRunning] = [0, 0];
  const chatter: AnyNode = {
    type: 'chatter',
    version: '1',
    description: 'Reports much, and lets others report between.',
    params: { type: 'object' },
    inputs: {},
    outputs: { out: { artifact: 'json', description: 'its name' } },
    run: (async ({ params: { name }, log, metric, output }: RunContext<{ name: string }>) => {
      mostRunning = Math.max(mostRunning, ++running);
      for (let n = 1; n <= 20; n++) {
        log(`${name} ${n}`);
        metric({ n }, n);
        await nextTurn();
      }
      running--;
      await output('out').write('value.json', JSON.stringify(name));
    }) as unknown as AnyNode['run'],
  };
  const params = (name = '') => ({ name });
  const pipeline = pipelineInMemory({ n: labels }, { one: { definition: chatter, axes: ['n'], params } });
  const { result } = runInProcess({
    load: async () => ({ pipeline, diagnostics: [] }),
    storeFolder: store,
    definitions: [chatter],
    cpus: 200,
  });
  const { state, run } = await result;
  t.is(state, 'done');
  t.is(mostRunning, 200);
  checkLog(t, store, run, labels, 20);
});
