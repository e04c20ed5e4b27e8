import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { RecordStore } from '../../cache/records/record-store.js';
import { pipelineInMemory } from '../rig/pipeline-in-memory.js';
import { definitionsWith } from '../rig/random-graph.js';
import { runInProcess } from '../rig/run-in-process.js';

const turns = {
  microtask: () => Promise.resolve(),
  'turn of the event loop': () => new Promise<void>((resolve) => setImmediate(resolve)),
};

for (const [name, turn] of Object.entries(turns)) {
  for (const after of ['run-started', 'instance-failed'] as const) {
    test(`a run that is stopped in any ${name} after ${after} holds no lease when it has ended`, async (t) => {
      // The next instance begins to take its lease when one has ended.
      const definitions = definitionsWith((hash) => (hash % 2 === 0 ? 'bad-input' : undefined));
      const labels = Array.from({ length: 12 }, (_, n) => String(n));
      const params = (label = '') => ({ label });
      const one = { definition: definitions[0]!, axes: ['x'], params };
      const pipeline = pipelineInMemory({ x: labels }, { one });
      for (let count = 0; count < 12; count++) {
        const storeFolder = await mkdtemp(join(tmpdir(), 'micrograph-leases-'));
        t.teardown(() => rm(storeFolder, { recursive: true, force: true }));
        const stopLater = async () => {
          for (let nth = 0; nth < count; nth++) await turn();
          handle.stop();
        };
        const handle = runInProcess({
          load: async () => ({ pipeline, diagnostics: [] }),
          storeFolder,
          definitions,
          cpus: 2,
          observe: ({ kind }) => {
            if (kind === after) void stopLater();
          },
        });
        await handle.result;
        const records = RecordStore.openExisting(storeFolder)!;
        t.deepEqual([...records.leases.getKeys({})], [], `stopped after ${count}`);
      }
    });
  }
}
