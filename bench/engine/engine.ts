import { type Figure, figure } from '../figure.js';
import { measureCommand, medianOf } from '../measure-command.js';
import { DenseProject, SweepProject } from './sweep.js';

const run = ['run', 'pipeline.json'];
const plan = ['plan', 'pipeline.json'];

/** An instance that needs three others, and one that needs all. */
const explained = [
  ['one score', 'score[group=3,member=m2]'],
  ['the table', 'table'],
] as const;

/** What a sweep of one size may take: with all of it cached, planned on an empty store, after a change; and its memory. */
const goals: Readonly<
  Record<number, Readonly<Partial<Record<'cached' | 'empty' | 'changed' | 'memory', number>>>>
> = {
  1000: { cached: 0.15, changed: 0.2 },
  10000: { cached: 0.5, empty: 1, memory: 120 },
};

/** Seconds of whole commands at one size; what they grow with is seen by comparing sizes. */
interface Growing {
  readonly instances: number;
  readonly seconds: Readonly<Record<string, number>>;
}

/** What pure engine work costs, on sweeps of nodes that do nothing. */
export async function* engineFigures(options: {
  readonly quick: boolean;
  readonly sizes: readonly number[];
}): AsyncGenerator<Figure> {
  const repeats = options.quick ? 3 : 7;
  const start = await medianOf(repeats, ['--version'], '.');
  yield figure('start and exit (micrograph --version)', start.seconds, 's');
  const growing: Growing[] = [];
  for (const size of options.sizes) growing.push(yield* sweepFigures(size, repeats, start.seconds));
  yield* growthFigures(growing);
  yield* denseFigures(repeats);
  yield* workerFigures();
}

async function* sweepFigures(
  size: number,
  repeats: number,
  startSeconds: number,
): AsyncGenerator<Figure, Growing> {
  const goal = goals[size] ?? {};
  const sweep = new SweepProject(size, { light: true });
  const { folder, instances } = sweep;
  const label = `${instances.toLocaleString('en')} instances`;
  try {
    const empty = await medianOf(repeats, plan, folder);
    yield figure(`plan on an empty store, ${label}`, empty.seconds, 's', goal.empty);
    const cold = await measureCommand(run, folder);
    const msPerInstance = (cold.seconds * 1000) / instances;
    yield figure(`cold run inside the coordinator, ${label}`, msPerInstance, 'ms/instance', 0.7);
    yield figure(`memory of a cold run, ${label}`, cold.peakMegabytes, 'MB');
    const noOp = await medianOf(repeats, run, folder);
    yield figure(`no-op run, ${label}`, noOp.seconds, 's', goal.cached);
    yield figure(`memory of a no-op run, ${label}`, noOp.peakMegabytes, 'MB', goal.memory);
    const cached = await medianOf(repeats, plan, folder);
    yield figure(`plan, all cached, ${label}`, cached.seconds, 's', goal.cached);
    for (const [which, name] of explained) {
      const explain = await medianOf(repeats, ['explain', 'pipeline.json', name], folder);
      const aboveMs = (explain.seconds - startSeconds) * 1000;
      yield figure(`explain ${which}, above start, ${label}`, aboveMs, 'ms', 100);
    }
    let rate = 100;
    const changed = await medianOf(repeats, run, folder, () => sweep.writeSweep(rate++));
    const touched = `run after a change that touches ${sweep.touchedByChange}, ${label}`;
    yield figure(touched, changed.seconds, 's', goal.changed);
    return {
      instances,
      seconds: {
        'plan on an empty store': empty.seconds,
        'cold run': cold.seconds,
        'no-op run': noOp.seconds,
        'plan, all cached': cached.seconds,
      },
    };
  } finally {
    sweep.remove();
  }
}

/** How the cost of one more instance at the largest sizes compares with that at the sizes before; 1 is linear. */
function* growthFigures(growing: readonly Growing[]): Generator<Figure> {
  const [first, second, third] = growing.slice(-3);
  if (!first || !second || !third) return;
  const perInstanceMs = (name: string, from: Growing, to: Growing) =>
    ((to.seconds[name]! - from.seconds[name]!) * 1000) / (to.instances - from.instances);
  for (const name of Object.keys(third.seconds)) {
    const [earlier, later] = [perInstanceMs(name, first, second), perInstanceMs(name, second, third)];
    yield figure(
      `growth of ${name}, each instance more`,
      later / earlier,
      '×',
      1.25,
      `${later.toFixed(3)} ms from ${second.instances} to ${third.instances}, ${earlier.toFixed(3)} ms from ${first.instances} to ${second.instances}`,
    );
  }
}

async function* denseFigures(repeats: number): AsyncGenerator<Figure> {
  const dense = new DenseProject(3_000);
  try {
    const { seconds } = await medianOf(repeats, plan, dense.folder);
    yield figure('plan of 3,000 that gather 3,000 each, on an empty store', seconds, 's', 2);
  } finally {
    dense.remove();
  }
}

async function* workerFigures(): AsyncGenerator<Figure> {
  const workers = new SweepProject(1_000, { light: false });
  try {
    const cold = await measureCommand(run, workers.folder);
    const label = `${workers.instances.toLocaleString('en')} instances`;
    const msPerInstance = (cold.seconds * 1000) / workers.instances;
    yield figure(`cold run through workers, ${label}`, msPerInstance, 'ms/instance', 3);
  } finally {
    workers.remove();
  }
}
