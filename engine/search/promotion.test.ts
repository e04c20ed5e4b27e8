import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { type Artifact, artifactOf } from '../../cache/artifact.js';
import type { AnyNode, Point } from '../../nodes/define-node.js';
import { decide, keptCount } from '../../nodes/successive-halving/decide.js';
import { loadGood } from '../document/load-text.test-helper.js';
import type { JsonValue, Pipeline } from '../document/pipeline.js';
import { expandGraph, instanceName, nodeOf, variantOf } from '../graph/graph.js';
import { type Outputs, Planner } from '../plan/planner.js';

const run = async () => {};
const any = { type: 'object' } as const;
const trainer: AnyNode = {
  type: 'train',
  version: '1',
  description: 'Trains.',
  params: any,
  inputs: {},
  outputs: { weights: { artifact: 'weights', description: 'What it learnt.' } },
  trajectory: { progress: 'epochs' },
  run,
};
const scorer: AnyNode = {
  type: 'score',
  version: '1',
  description: 'Scores.',
  params: any,
  inputs: { weights: { artifact: 'weights', description: 'Of whom.' } },
  outputs: { scores: { artifact: 'scores', description: 'How good it is.' } },
  run,
};
const table: AnyNode = {
  type: 'table',
  version: '1',
  description: 'Collects.',
  params: any,
  inputs: { scores: { artifact: 'scores', description: 'Of all.', gather: true } },
  outputs: { table: { artifact: 'table', description: 'All of them.' } },
  run,
};

const rungs = [1, 2, 4];

interface SearchOptions {
  readonly rates: number;
  readonly seeds: number;
  readonly keep: number;
  readonly by?: readonly string[];
}

function search(options: SearchOptions) {
  const count = (length: number) => Array.from({ length }, (_, at) => at);
  return {
    axes: { rate: count(options.rates), seed: count(options.seeds) },
    search: {
      successiveHalving: {
        axis: 'rate',
        metric: { node: 'scored', value: 'dice' },
        rungs,
        keep: options.keep,
        ...(options.by && { by: options.by }),
      },
    },
    nodes: {
      trained: { type: 'train', params: { epochs: '${rung}', rate: '${rate}', seed: '${seed}' } },
      scored: { type: 'score', inputs: { weights: 'trained' } },
      all: { type: 'table', inputs: { scores: { gather: 'scored' } } },
      perRate: { type: 'table', inputs: { scores: { gather: 'scored', by: ['rate'] } } },
    },
  };
}

/** What a run has come to at a point; undefined where it fails. */
type Dice = (point: Point) => number | undefined;

const loaded = new Map<string, Promise<Pipeline>>();

/** Each loaded once: many cases have the same. */
function load(t: ExecutionContext, options: SearchOptions): Promise<Pipeline> {
  const id = JSON.stringify(options);
  const pipeline =
    loaded.get(id) ?? loadGood(t, { document: search(options), nodes: [trainer, scorer, table] });
  loaded.set(id, pipeline);
  return pipeline;
}

/** A store in memory, and what instances would compute. */
class World {
  readonly records = new Map<string, Outputs>();
  readonly ran: string[] = [];
  readonly #contents = new Map<string, Uint8Array>();
  readonly #pipeline: Pipeline;
  readonly #dice: Dice;

  constructor(pipeline: Pipeline, dice: Dice) {
    this.#pipeline = pipeline;
    this.#dice = dice;
  }

  planner(): Planner {
    const { graph, diagnostics } = expandGraph(this.#pipeline);
    if (diagnostics.length > 0) throw new Error(diagnostics[0]!.message);
    const planner = new Planner(graph, {
      find: (key) => this.records.get(key),
      fileDigests: () => ({}),
      content: (_key, { digest }) => this.#contents.get(digest),
    });
    planner.start();
    return planner;
  }

  /** Runs what there is, at most so many; `draw` says which of those that are ready ends next. */
  run(planner: Planner, draw: (count: number) => number, most = Number.POSITIVE_INFINITY): this {
    const ready = planner.takeReady();
    for (let ended = 0; ready.length > 0 && ended < most; ended++) {
      const [id] = ready.splice(draw(ready.length), 1) as [number];
      const node = nodeOf(planner.graph, id);
      const at = node.space.labelsAt(id - node.firstId);
      const name = instanceName(planner.graph, id);
      if (node.template.name === 'scored' && this.#dice(at) === undefined) planner.fail(id);
      else {
        const outputs = this.#compute(planner, id, planner.key(id)!);
        this.ran.push(name);
        this.records.set(planner.key(id)!, outputs);
        planner.complete(id, outputs, 'done');
      }
      ready.push(...planner.takeReady());
    }
    return this;
  }

  #compute(planner: Planner, id: number, key: string): Outputs {
    const node = nodeOf(planner.graph, id);
    const [port, { artifact: type }] = Object.entries(node.template.definition.outputs)[0]! as [
      string,
      Artifact & { artifact: string },
    ];
    const artifact = artifactOf(type, [{ name: 'content', digest: key, sizeBytes: 1 }]);
    if (type === 'decision') {
      const { axes, best, keep } = variantOf(node, id - node.firstId).params as Record<string, JsonValue> & {
        axes: string[];
        best: 'highest';
        keep?: number;
      };
      const judged = node.inputs.flatMap((input) =>
        planner.producers(id, input).map((producer) => {
          const at = input.producer.space.labelsAt(producer - input.producer.firstId);
          return { at, value: this.#dice(at) };
        }),
      );
      const decision = { metric: 'dice', best, candidates: decide(judged, { axes, best, keep }) };
      this.#contents.set(artifact.digest, Buffer.from(JSON.stringify(decision)));
    }
    return { [port]: artifact };
  }
}

function states(planner: Planner): Record<string, string> {
  const ids = Array.from({ length: planner.graph.instanceCount }, (_, id) => id);
  // Whether it was computed by this run or another is no matter.
  const stateOf = (id: number) => planner.state(id).replace(/^(done|cached)$/, 'known');
  return Object.fromEntries(ids.map((id) => [instanceName(planner.graph, id), stateOf(id)]));
}

const first = () => 0;
const known = (planner: Planner, start: string) =>
  Object.entries(states(planner)).flatMap(([name, state]) =>
    name.startsWith(start) && state === 'known' ? [name] : [],
  );

const options = fc.record({
  rates: fc.integer({ min: 2, max: 6 }),
  seeds: fc.integer({ min: 1, max: 2 }),
  keep: fc.constantFrom(0.2, 0.33, 0.5, 0.75),
});
/** Of each run at each rung; few different ones, so that there are ties, and some that fail. */
const values = fc.array(fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined, freq: 8 }), {
  minLength: 36,
  maxLength: 36,
});
const numbers = fc.infiniteStream(fc.nat());
const drawFrom = (stream: Iterator<number>) => (count: number) => Number(stream.next().value) % count;
const valueIn =
  (list: readonly (number | undefined)[]) =>
  ({ rate, seed, rung }: Point) =>
    list[Number(rate) * 6 + Number(seed) * 3 + rungs.indexOf(Number(rung))];

test('whatever ends first, the same instances go on', async (t) => {
  await t.notThrowsAsync(() =>
    fc.assert(
      fc.asyncProperty(options, values, numbers, async (sizes, list, order) => {
        const pipeline = await load(t, sizes);
        const inOrder = new World(pipeline, valueIn(list));
        const shuffled = new World(pipeline, valueIn(list));
        const [one, other] = [inOrder.planner(), shuffled.planner()];
        inOrder.run(one, first);
        shuffled.run(other, drawFrom(order));
        t.deepEqual(states(other), states(one));
        t.deepEqual([...shuffled.records.keys()].sort(), [...inOrder.records.keys()].sort());
      }),
      { numRuns: 60 },
    ),
  );
});

test('cut short anywhere and begun again, a search decides the same and computes nothing twice', async (t) => {
  await t.notThrowsAsync(() =>
    fc.assert(
      fc.asyncProperty(options, values, fc.nat(60), numbers, async (sizes, list, cut, order) => {
        const pipeline = await load(t, sizes);
        const whole = new World(pipeline, valueIn(list));
        const undisturbed = whole.planner();
        whole.run(undisturbed, first);
        const world = new World(pipeline, valueIn(list));
        world.run(world.planner(), drawFrom(order), cut);
        const again = world.planner();
        world.run(again, first);
        t.deepEqual(states(again), states(undisturbed));
        t.is(new Set(world.ran).size, world.ran.length);
        t.deepEqual(world.ran.toSorted(), whole.ran.toSorted());
      }),
      { numRuns: 60 },
    ),
  );
});

test('without failures, from each rung goes on the share of those that came there', async (t) => {
  await t.notThrowsAsync(() =>
    fc.assert(
      fc.asyncProperty(
        options,
        fc.array(fc.nat(4), { minLength: 36, maxLength: 36 }),
        async (sizes, list) => {
          const pipeline = await load(t, sizes);
          const world = new World(pipeline, valueIn(list));
          const planner = world.planner();
          world.run(planner, first);
          let expected = sizes.rates;
          for (const rung of rungs) {
            const there = known(planner, 'trained').filter((name) => name.endsWith(`rung=${rung}]`));
            t.is(there.length, expected * sizes.seeds);
            expected = keptCount(expected, sizes.keep);
          }
          t.true(
            Object.values(states(planner)).every((state) => state === 'known' || state === 'notPromoted'),
          );
        },
      ),
      { numRuns: 40 },
    ),
  );
});

test('decided apart for each seed, each seed has a best of its own', async (t) => {
  const pipeline = await load(t, { rates: 3, seeds: 2, keep: 0.33, by: ['seed'] });
  const best = ({ rate, seed }: Point) => (rate === (seed === '0' ? '2' : '1') ? 1 : 0);
  const world = new World(pipeline, best);
  const planner = world.planner();
  world.run(planner, first);
  t.deepEqual(
    known(planner, 'trained').filter((name) => !name.endsWith('rung=1]')),
    [
      'trained[rate=1,seed=1,rung=2]',
      'trained[rate=1,seed=1,rung=4]',
      'trained[rate=2,seed=0,rung=2]',
      'trained[rate=2,seed=0,rung=4]',
    ],
  );
  const stopped = [...planner.graph.pipeline.nodes.keys()].indexOf('trained');
  const node = planner.graph.nodes[stopped]!;
  const id = node.firstId + node.space.indexOf([0, 1, 2]);
  t.is(planner.promotion?.reason(id), 'rate 0 was ranked 2 of 3 at rung 1, seed 1 (dice 0), 1 is kept');
});

test('who waits is told how many go on, at the most until it is decided', async (t) => {
  const pipeline = await load(t, { rates: 6, seeds: 1, keep: 0.5 });
  const world = new World(pipeline, ({ rate }) => (Number(rate) < 4 ? undefined : Number(rate)));
  const planner = world.planner();
  const node = planner.graph.nodes.find(({ template }) => template.name === 'trained')!;
  const at = (rate: number, rung: number) => node.firstId + node.space.indexOf([rate, 0, rung]);
  t.is(planner.promotion?.awaited(at(0, 0)), undefined);
  t.is(planner.promotion?.awaited(at(0, 1)), 'the decision at rung 1, after which up to 3 of 6 go on');
  t.is(planner.promotion?.awaited(at(0, 2)), 'the decision at rung 2, after which up to 2 of 3 go on');
  world.run(planner, first);
  t.is(planner.promotion?.awaited(at(0, 2)), undefined);
  t.is(planner.promotion?.reason(at(0, 2)), 'rate 0 has no dice at rung 1');
  t.is(planner.promotion?.reason(at(4, 2)), 'rate 4 was ranked 2 of 2 at rung 1 (dice 4), 1 is kept');
});

test('where every candidate fails, nothing goes on, and that is a failure', async (t) => {
  const pipeline = await load(t, { rates: 2, seeds: 1, keep: 0.5 });
  const world = new World(pipeline, () => undefined);
  const planner = world.planner();
  world.run(planner, first);
  const all = states(planner);
  t.is(all['search[rung=1]'], 'blocked');
  t.is(all['trained[rate=0,seed=0,rung=2]'], 'blocked');
  t.is(all['all'], 'blocked');
});

test('an axis value more is one candidate more: what was trained stays', async (t) => {
  const ofRates = (rates: number) => load(t, { rates, seeds: 1, keep: 0.34 });
  const world = new World(await ofRates(3), ({ rate }) => Number(rate));
  world.run(world.planner(), first);
  const more = new World(await ofRates(4), ({ rate }) => -Math.abs(Number(rate) - 2));
  for (const [key, outputs] of world.records) more.records.set(key, outputs);
  more.run(more.planner(), first);
  t.deepEqual(
    more.ran.filter((name) => name.startsWith('trained')),
    ['trained[rate=3,seed=0,rung=1]'],
  );
});
