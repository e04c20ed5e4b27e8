/**
 * Random pipelines, edited, interrupted and visited by gc at random, on a store that has been through all that: each ends with what it
 * has on an empty store. MICROGRAPH_ALL_FAULTS=1 tries many more.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { collect } from '../../cache/gc/collect.js';
import { RecordStore } from '../../cache/records/record-store.js';
import { nodeOf } from '../../engine/graph/graph.js';
import type { RunEvent } from '../../engine/run/event.js';
import type { RunResult } from '../../engine/run/run-request.js';
import { randomAt } from '../../random/random.js';
import { fastClock } from '../rig/fast-clock.js';
import { allFaults, faultSeed } from '../rig/moments.js';
import {
  asDrawn,
  type DrawnGraph,
  definitionsWith,
  drawnGraph,
  edit,
  pipelineOf,
  type Trouble,
  type Writing,
} from '../rig/random-graph.js';
import { runInProcess } from '../rig/run-in-process.js';
import { storeContents } from '../rig/store-contents.js';

const options = {
  numRuns: allFaults ? 400 : 25,
  seed: faultSeed,
};
const noTrouble: Trouble = () => undefined;

interface Way {
  readonly cpus?: number;
  readonly trouble?: Trouble;
  readonly writing?: Writing;
  /** After so many events a stop is asked for. */
  readonly stopAfter?: number | null;
}

async function run(
  graph: DrawnGraph,
  storeFolder: string,
  { cpus = 2, trouble = noTrouble, writing = asDrawn, stopAfter = null }: Way = {},
): Promise<{ readonly result: RunResult; readonly events: readonly RunEvent[] }> {
  const definitions = definitionsWith(trouble);
  const events: RunEvent[] = [];
  const handle = runInProcess({
    load: async () => ({ pipeline: pipelineOf(graph, definitions, writing), diagnostics: [] }),
    storeFolder,
    definitions,
    cpus,
    clock: fastClock,
    observe: (event) => {
      events.push(event);
      if (events.length === stopAfter) handle.stop();
    },
  });
  return { result: await handle.result, events };
}

/** Key and result of each instance, by node and point: what may depend on nothing but the pipeline’s meaning. */
function outcomes({ planning, state }: RunResult): Record<string, unknown> {
  if (!planning) return { state };
  const { planner } = planning;
  const { graph } = planner;
  const ids = Array.from({ length: graph.instanceCount }, (_, id) => id);
  const known = ids.map((id) => {
    const node = nodeOf(graph, id);
    const at = Object.entries(node.space.labelsAt(id - node.firstId)).sort();
    const isThere = planner.state(id) !== 'leftOut';
    return [
      `${node.template.name} ${at}`,
      isThere && [planner.key(id), planner.outputs(id)?.['out']?.digest],
    ];
  });
  return { state, ...Object.fromEntries(known) };
}

/** gc that keeps all but some results. */
async function letGo(storeFolder: string, isGarbage: (key: string) => boolean): Promise<void> {
  if (!RecordStore.exists(storeFolder)) return;
  const records = RecordStore.open(storeFolder);
  const planned = new Set([...records.outputs.getKeys({})].filter((key) => !isGarbage(key)));
  const kept = { planned, keepRuns: undefined, olderThanMs: undefined, maxBytes: undefined };
  await collect(records, storeFolder, { ...kept, nowMs: Date.now() });
  await records.close();
}

/** A store of its own, gone afterwards. */
async function withStores<T>(count: number, use: (...folders: string[]) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'micrograph-random-'));
  try {
    return await use(...Array.from({ length: count }, (_, at) => join(folder, String(at))));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const trouble = fc.constantFrom<Trouble>(
  noTrouble,
  (hash) => (hash % 3 === 0 ? 'retryable' : undefined),
  (hash) => (hash % 4 === 0 ? 'bad-input' : undefined),
);
const step = fc.record({
  edit,
  trouble,
  stopAfter: fc.option(fc.nat(25)),
  cpus: fc.integer({ min: 1, max: 4 }),
  /** Then the results go that this remainder of their key’s first digit picks; undefined: gc does not come by. */
  gc: fc.option(fc.nat(2), { nil: undefined }),
});

test('whatever was edited and interrupted before, a run ends with what it has on an empty store', async (t) => {
  t.timeout(60 * 60_000);
  const history = fc.array(step, { minLength: 1, maxLength: 3 });
  const states = new Set<string>();
  const property = fc.asyncProperty(drawnGraph, history, async (drawn, steps) => {
    await withStores(2, async (used, empty) => {
      let graph = drawn;
      for (const { edit, gc, ...way } of steps) {
        states.add((await run(graph, used!, way)).result.state);
        if (gc !== undefined) await letGo(used!, (key) => Number.parseInt(key[0]!, 16) % 3 === gc);
        graph = edit(graph);
      }
      const onUsed = await run(graph, used!);
      const onEmpty = await run(graph, empty!);
      sameOutcomes(onUsed.result, onEmpty.result);
      const again = await run(graph, used!);
      sameOutcomes(again.result, onEmpty.result);
      const started = again.events.filter(({ kind }) => kind === 'instance-started');
      if (started.length > 0) throw new Error('what was computed is computed again');
      const { lies } = await storeContents(used!);
      if (lies.length > 0) throw new Error(`the store lies: ${lies}`);
    });
  });
  await fc.assert(property, options);
  for (const state of ['cancelled', 'done', 'failed']) t.true(states.has(state), `no run was ${state}`);
});

test('the order of nodes and of completion, and how much runs at a time, changes no key and no result', async (t) => {
  t.timeout(60 * 60_000);
  const property = fc.asyncProperty(
    drawnGraph,
    fc.nat(),
    fc.integer({ min: 1, max: 8 }),
    async (graph, seed, cpus) => {
      await withStores(2, async (one, two) => {
        const random = randomAt({ stream: 'test/order', seed });
        const writing = { ...asDrawn, nextOf: (count: number) => random.integer(count) };
        const passing: Trouble = (hash) => (hash % 2 === 0 ? 'retryable' : undefined);
        sameOutcomes(
          (await run(graph, one!, { cpus: 1 })).result,
          (await run(graph, two!, { cpus, writing, trouble: passing })).result,
        );
      });
    },
  );
  await fc.assert(property, options);
  t.pass();
});

/** What is collected comes in the order of the points, which is that of the axes: a table’s rows are. */
test('the order of axes changes no key and no result but of what collects', async (t) => {
  t.timeout(60 * 60_000);
  const property = fc.asyncProperty(drawnGraph, async (graph) => {
    const withoutGathers = { ...graph, nodes: graph.nodes.map((node) => ({ ...node, all: null })) };
    await withStores(2, async (one, two) => {
      const writing = { ...asDrawn, axes: ['z', 'x', 'y'] };
      sameOutcomes(
        (await run(withoutGathers, one!)).result,
        (await run(withoutGathers, two!, { writing })).result,
      );
    });
  });
  await fc.assert(property, options);
  t.pass();
});

function sameOutcomes(one: RunResult, other: RunResult): void {
  const [a, b] = [outcomes(one), outcomes(other)].map((each) =>
    JSON.stringify(Object.entries(each).sort(), null, 1),
  );
  if (a !== b) throw new Error(`not the same: ${a}\n${b}`);
}
