import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import test from 'ava';
import type { AnyNode } from '../../nodes/define-node.js';
import { NodeError } from '../../nodes/node-error.js';
import type { RunContext } from '../../nodes/run-context.js';
import { randomAt } from '../../random/random.js';
import { eventLine } from '../../report/terminal/event-line.js';
import { fastClock } from '../rig/fast-clock.js';
import { pipelineInMemory } from '../rig/pipeline-in-memory.js';
import { runInProcess } from '../rig/run-in-process.js';

const count = 10_000;
/** What a run keeps of each instance that ended: its key and outputs, for those that depend on them. */
const keptBytes = 2_000;

function fails(n: number, attempt: number): boolean {
  return randomAt({ stream: 'test/unsteady', seed: n, step: attempt }).uniform() < 0.05;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

test('ten thousand instances of which one in twenty fails are retried, and end in a summary that can be read', async (t) => {
  const storeFolder = await mkdtemp(join(tmpdir(), 'micrograph-many-'));
  t.teardown(() => rm(storeFolder, { recursive: true, force: true }));
  const attempts = new Map<number, number>();
  const node: AnyNode = {
    type: 'unsteady',
    version: '1',
    description: 'One attempt in twenty fails.',
    params: { type: 'object' },
    inputs: {},
    outputs: { out: { artifact: 'json', description: 'its number' } },
    light: true,
    run: (async ({ params: { n }, output }: RunContext<{ n: number }>) => {
      const attempt = (attempts.get(n) ?? 0) + 1;
      attempts.set(n, attempt);
      if (fails(n, attempt)) throw new NodeError('retryable', 'the network is down', 'wait');
      await output('out').write('value.json', String(n));
    }) as unknown as AnyNode['run'],
  };
  const labels = Array.from({ length: count }, (_, n) => String(n));
  const pipeline = pipelineInMemory(
    { n: labels },
    { many: { definition: node, axes: ['n'], params: (label) => ({ n: Number(label) }) } },
  );
  const before = heapBytes();
  let lastLine: string | undefined;
  let retries = 0;
  const { result } = runInProcess({
    load: async () => ({ pipeline, diagnostics: [] }),
    storeFolder,
    definitions: [node],
    cpus: 2,
    clock: fastClock,
    observe: (event) => {
      if (event.kind === 'instance-retry') retries++;
      lastLine = eventLine(event) ?? lastLine;
    },
  });
  const { state } = await result;
  t.true(heapBytes() - before < count * keptBytes, `${(heapBytes() - before) / count} bytes an instance`);
  t.log(`${retries} retries, ${Math.round((heapBytes() - before) / count)} bytes kept an instance`);
  const isLost = (n: number) => fails(n, 1) && fails(n, 2) && fails(n, 3);
  const lost = Array.from({ length: count }, (_, n) => n).filter(isLost).length;
  t.true(retries > 0.04 * count && retries < 0.06 * count, `${retries} retries`);
  t.is(state, lost > 0 ? 'failed' : 'done');
  t.regex(lastLine!, /^(failed|done): [\d,]+ computed(, \d+ failed)?, tried again: \d+ retryable in /);
});
