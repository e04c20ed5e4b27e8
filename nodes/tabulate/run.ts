import { toCsv, toMarkdown } from '../../report/table/text-table.js';
import type { MeanScore } from '../artifacts/scores.js';
import type { ContextOf } from '../define-node.js';
import type { inputs, outputs, params } from './definition.js';
import { buildScoreTable, type Entry, toTextTable } from './score-table.js';

export async function run(context: ContextOf<typeof params, typeof inputs, typeof outputs>): Promise<void> {
  const { rows, columns, value, over } = context.params;
  const entries: Entry[] = [];
  for (const artifact of context.inputs.scores) {
    for (const line of (await artifact.read('means.jsonl')).toString().split('\n')) {
      if (line === '') continue;
      const score = JSON.parse(line) as MeanScore;
      entries.push({ at: artifact.at, epoch: score.epoch, value: score[value] });
    }
  }
  const overAxes = Object.keys(over).sort();
  const showStd = Object.values(over).some((statistics) => statistics.includes('std'));
  const table = buildScoreTable(entries, rows, overAxes);
  const text = toTextTable(table, showStd);
  const json = { value, columns, over: overAxes, ...table };

  const output = context.output('table');
  await output.write('table.csv', toCsv(text));
  await output.write('table.md', toMarkdown(text));
  await output.write('table.json', `${JSON.stringify(json, null, 1)}\n`);
}
