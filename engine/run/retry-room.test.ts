import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import type { AnyNode } from '../../nodes/define-node.js';
import { NodeError } from '../../nodes/node-error.js';
import { pipelineInMemory } from '../../test/rig/pipeline-in-memory.js';
import { runInProcess } from '../../test/rig/run-in-process.js';

for (const light of [true, false]) {
  test(`${light ? 'light ' : ''}instances that wait for their next attempt leave room for others`, async (t) => {
    t.timeout(60_000);
    const storeFolder = await mkdtemp(join(tmpdir(), 'micrograph-retry-'));
    t.teardown(() => rm(storeFolder, { recursive: true, force: true }));
    // All but the last fail once, and their delays end when the last one is done.
    const labels = Array.from({ length: 100 }, (_, n) => String(n));
    const failed = new Set<string>();
    const node: AnyNode = {
      type: 'once',
      version: '1',
      description: 'Fails once.',
      params: { type: 'object' },
      inputs: {},
      outputs: { out: { artifact: 'json', description: 'its label' } },
      ...(light && { light: true }),
      async run({ params, output }) {
        const { label } = params as { readonly label: string };
        if (label !== labels.at(-1) && !failed.has(label)) {
          failed.add(label);
          throw new NodeError('retryable', 'not yet', 'wait');
        }
        await output('out').write('value.json', label);
      },
    };
    const delays: (() => void)[] = [];
    const { result } = runInProcess({
      load: async () => ({
        pipeline: pipelineInMemory(
          { n: labels },
          { one: { definition: node, axes: ['n'], params: (label) => ({ label: label! }) } },
        ),
        diagnostics: [],
      }),
      storeFolder,
      definitions: [node],
      cpus: 1,
      clock: { setTimeout: (run) => delays.push(run), clearTimeout: () => {} },
      observe: (event) => {
        if (event.kind === 'instance-done') for (const run of delays.splice(0)) setImmediate(run);
      },
    });
    t.is((await result).state, 'done');
  });
}
