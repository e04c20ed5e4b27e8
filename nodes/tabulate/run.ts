import { toCsv, toMarkdown } from '../../report/table/text-table.js';
import { infinitiesAsText } from '../artifacts/json-lines.js';
import { readBaselines, readMeans } from '../artifacts/scores.js';
import type { ContextOf } from '../define-node.js';
import { NodeError } from '../node-error.js';
import type { GatheredArtifact } from '../run-context.js';
import type { inputs, outputs, params } from './definition.js';
import { buildScoreTable, type Entry } from './score-table.js';
import { longTable, readableTable } from './text-forms.js';

export async function run(context: ContextOf<typeof params, typeof inputs, typeof outputs>): Promise<void> {
  const { rows, value, over, baselines } = context.params;
  const entries: Entry[] = [];
  for (const artifact of context.inputs.scores) {
    entries.push(...(await scoresOf(artifact, value)));
    if (baselines) entries.push(...(await baselinesOf(artifact, value)));
  }
  const overAxes = Object.keys(over).sort();
  const table = buildScoreTable(entries, rows, overAxes);
  const readable = readableTable(table, value, new Set(Object.values(over).flat()));

  const output = context.output('table');
  await output.write('table.csv', toCsv(longTable(table)));
  await output.write('table.md', toMarkdown(readable));
  await output.write(
    'table.json',
    `${JSON.stringify({ value, over: overAxes, ...table }, infinitiesAsText, 1)}\n`,
  );
}

async function scoresOf(artifact: GatheredArtifact, metric: string): Promise<Entry[]> {
  return (await readMeans(artifact)).map(({ epoch, values, stuck, stoppedEarly }) => {
    const value = values[metric];
    if (value === undefined) throw unknownMetric(metric, Object.keys(values));
    const isFinal = stoppedEarly !== undefined;
    return { at: artifact.at, column: epoch, value, ...(stuck !== undefined && { stuck }), isFinal };
  });
}

/** Of those baselines that have the metric: the network's losses, for one, are its own. */
async function baselinesOf(artifact: GatheredArtifact, metric: string): Promise<Entry[]> {
  return (await readBaselines(artifact)).flatMap(({ baseline, values }) => {
    const value = values[metric];
    return value === undefined ? [] : [{ at: artifact.at, column: baseline, value }];
  });
}

function unknownMetric(metric: string, known: readonly string[]): NodeError {
  return new NodeError(
    'bad-input',
    `the scores have no ${metric}`,
    `They have ${known.join(', ') || 'none'}: set value to one of these, or add ${metric} to the task's metrics. A class that is neither there nor predicted in any image may have none.`,
  );
}
