import { type Figure, figure } from '../figure.js';
import { measureCommand, medianOf } from '../measure-command.js';
import { SweepProject } from './sweep.js';

const run = ['run', 'pipeline.json'];
const plan = ['plan', 'pipeline.json'];

/** An instance that needs three others, and one that needs all. */
const explained = [
  ['one score', 'score[group=3,member=m2]'],
  ['the table', 'table'],
] as const;

/** What pure engine work costs, on sweeps of nodes that do nothing. */
export async function* engineFigures(options: { readonly quick: boolean }): AsyncGenerator<Figure> {
  const repeats = options.quick ? 3 : 7;
  const start = await medianOf(repeats, ['--version'], '.');
  yield figure('start and exit (micrograph --version)', start.seconds, 's');
  for (const size of options.quick ? [1_000] : [1_000, 10_000]) {
    const [noOpGoal, memoryGoal] = size === 1_000 ? [0.15, undefined] : [0.5, 120];
    const light = new SweepProject(size, { light: true });
    const label = `${light.instances.toLocaleString('en')} instances`;
    try {
      const empty = await medianOf(repeats, plan, light.folder);
      yield figure(`plan on an empty store, ${label}`, empty.seconds, 's', size === 1_000 ? undefined : 1);
      const cold = await measureCommand(run, light.folder);
      yield figure(
        `cold run inside the coordinator, ${label}`,
        (cold.seconds * 1000) / light.instances,
        'ms/instance',
        0.7,
      );
      const noOp = await medianOf(repeats, run, light.folder);
      yield figure(`no-op run, ${label}`, noOp.seconds, 's', noOpGoal);
      yield figure(`memory of a no-op run, ${label}`, noOp.peakMegabytes, 'MB', memoryGoal);
      yield figure(
        `plan, all cached, ${label}`,
        (await medianOf(repeats, plan, light.folder)).seconds,
        's',
        noOpGoal,
      );
      for (const [which, name] of explained) {
        const explain = await medianOf(repeats, ['explain', 'pipeline.json', name], light.folder);
        const above = (explain.seconds - start.seconds) * 1000;
        yield figure(`explain ${which}, above start, ${label}`, above, 'ms', 100);
      }
      let rate = 100;
      const changed = await medianOf(repeats, run, light.folder, () => light.write(rate++));
      yield figure(
        `run after a change that touches ${light.touchedByChange}, ${label}`,
        changed.seconds,
        's',
      );
    } finally {
      light.remove();
    }
  }
  const workers = new SweepProject(1_000, { light: false });
  try {
    const cold = await measureCommand(run, workers.folder);
    const label = `${workers.instances.toLocaleString('en')} instances`;
    yield figure(
      `cold run through workers, ${label}`,
      (cold.seconds * 1000) / workers.instances,
      'ms/instance',
      3,
    );
  } finally {
    workers.remove();
  }
}
