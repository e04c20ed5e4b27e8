import test from 'ava';
import { jsonLines } from '../artifacts/json-lines.js';
import type { GatheredArtifact, Point } from '../run-context.js';
import { artifactFromFiles, testNode } from '../test-node.js';
import { tabulate } from './definition.js';

/** The scores of one run: dice by epoch, or all its values. */
async function scores(
  at: Point,
  byEpoch: Readonly<Record<number, number | Readonly<Record<string, unknown>>>>,
  baselines: readonly object[] = [],
): Promise<GatheredArtifact> {
  const means = Object.entries(byEpoch).map(([epoch, values]) => ({
    epoch: Number(epoch),
    bestEpoch: 1,
    images: 3,
    ...(typeof values === 'number' ? { dice: values } : values),
  }));
  const artifact = await artifactFromFiles('scores', {
    'scores.jsonl': '',
    'means.jsonl': jsonLines(means),
    'baselines.jsonl': jsonLines(baselines),
  });
  return { ...artifact, at };
}

async function table(params: Record<string, unknown>, gathered: readonly GatheredArtifact[]) {
  const { outputs } = await testNode(tabulate, { params, inputs: { scores: gathered } });
  const read = async (name: string) => (await outputs.table.read(name)).toString();
  return {
    csv: await read('table.csv'),
    markdown: await read('table.md'),
    json: JSON.parse(await read('table.json')),
  };
}

const runs = () =>
  Promise.all([
    scores({ init: 'R', seed: '1' }, { 5: 0.1, 10: 0.5 }),
    scores({ init: 'R', seed: '2' }, { 5: 0.2, 10: 0.5 }),
    scores({ init: 'R', seed: '3' }, { 5: 0.3 }),
    scores({ init: 'P(1K)', seed: '1' }, { 5: 0.91234 }),
  ]);
const bySeed = { rows: ['init'], over: { seed: ['mean', 'std'] } };

test('runs that differ in an axis under over share a cell: mean ± sample standard deviation, in percent', async (t) => {
  const { markdown } = await table(bySeed, await runs());
  t.is(
    markdown,
    [
      '| init  |             5 |                   10 |',
      '| ----- | ------------: | -------------------: |',
      '| R     | 20.00 ± 10.00 | 50.00 ± 0.00 (n = 2) |',
      '| P(1K) | 91.23 (n = 1) |                    – |',
      '',
    ].join('\n'),
  );
});

test('rows come in the order in which runs were gathered, epochs ascend, and a missing run is a dash', async (t) => {
  const gathered = await Promise.all([
    scores({ init: 'b' }, { 10: 0 }),
    scores({ init: 'a' }, { 2: 1, 10: 0.5 }),
  ]);
  const { markdown } = await table({ rows: ['init'] }, gathered);
  t.is(
    markdown,
    [
      '| init |      2 |    10 |',
      '| ---- | -----: | ----: |',
      '| b    |      – |  0.00 |',
      '| a    | 100.00 | 50.00 |',
      '',
    ].join('\n'),
  );
});

test('rows are sorted by the first axis named, then the next, in whatever order axes were gathered', async (t) => {
  const at = (model: string, init: string) => scores({ init, model }, { 5: 0 });
  const gathered = await Promise.all([at('U', 'R'), at('H', 'R'), at('U', 'P'), at('H', 'P')]);
  const rows = async (axes: string[]) => {
    const { json } = await table({ rows: axes }, gathered);
    return json.rows.map(({ labels }: { labels: string[] }) => labels.join(' '));
  };
  t.deepEqual(await rows(['model', 'init']), ['U R', 'U P', 'H R', 'H P']);
  t.deepEqual(await rows(['init', 'model']), ['R U', 'R H', 'P U', 'P H']);
});

test('CSV has a row for each cell, with its numbers as they are, and nothing for a missing one', async (t) => {
  const { csv } = await table(bySeed, await runs());
  const [header, ...rows] = csv.trimEnd().split('\r\n');
  t.is(header, 'init,epoch,baseline,n,stuck,mean,std,median');
  t.is(rows.length, 4);
  t.regex(rows[0]!, /^R,5,,3,0,0\.2\d*,0\.[01]\d*,0\.2$/);
  t.deepEqual(rows.slice(1), ['R,10,,2,0,0.5,0,0.5', 'P(1K),5,,1,0,0.91234,,0.91234', 'P(1K),10,,0,0,,,']);
});

test('JSON has every number as it is', async (t) => {
  const { json } = await table(bySeed, await runs());
  t.like(json, { value: 'dice', over: ['seed'], rowAxes: ['init'], columns: [5, 10] });
  const cell = { n: 1, mean: 0.91234, median: 0.91234, stuck: 0 };
  t.deepEqual(json.rows[1], {
    labels: ['P(1K)'],
    cells: [{ ...cell, values: [{ at: { seed: '1' }, value: 0.91234 }] }, null],
  });
  t.deepEqual(
    json.rows[0].cells[0].values.map((entry: { value: number }) => entry.value),
    [0.1, 0.2, 0.3],
  );
});

test('a run that ended early has its last score in later columns, a run of fewer epochs has none', async (t) => {
  const stoppedEarly = 'no better loss for 3 epochs';
  const gathered = await Promise.all([
    scores({ seed: '1' }, { 5: 0.1, 7: { dice: 0.2, stoppedEarly } }),
    scores({ seed: '2' }, { 5: 0.3, 10: 0.6, 15: 0.8 }),
    scores({ seed: '3' }, { 5: 0.5, 10: 0.7 }),
  ]);
  const { json, markdown } = await table({ rows: [], over: { seed: ['mean'] } }, gathered);
  t.deepEqual(json.columns, [5, 7, 10, 15]);
  const cells = json.rows[0].cells as { mean: number; n: number; values: object[] }[];
  t.deepEqual(
    cells.map(({ n, mean }) => [n, mean.toFixed(3)]),
    [
      [3, '0.300'],
      [1, '0.200'],
      [3, '0.500'],
      [2, '0.500'],
    ],
  );
  const at = { seed: '1' };
  t.deepEqual(cells[1]!.values, [{ at, value: 0.2 }]);
  for (const late of [2, 3]) t.deepEqual(cells[late]!.values[0], { at, value: 0.2, carriedFrom: 7 });
  t.regex(markdown, /\| 50\.00 \| 50\.00 \(n = 2\) \|/);
});

test('a score that is not a number is an error, not zero', async (t) => {
  const broken = [await scores({}, { 5: { dice: null } })];
  const error = await t.throwsAsync(table({ rows: [] }, broken), {
    name: 'NodeError',
    message: /means\.jsonl .* null for dice, which is not a number/,
  });
  t.like(error, { kind: 'bad-input' });
});

test('over says which statistics are shown', async (t) => {
  const shown = async (...statistics: string[]) => {
    const { markdown } = await table(
      { rows: ['init'], over: { seed: statistics } },
      (await runs()).slice(0, 3),
    );
    return markdown.split('\n')[2];
  };
  t.regex((await shown('mean'))!, /\| 20\.00 \| 50\.00 \(n = 2\) \|$/);
  t.regex((await shown('mean', 'std', 'median', 'n'))!, /\| 20\.00 ± 10\.00, median 20\.00 \(n = 3\) \|/);
});

test('a stuck run counts like the others, and is told of', async (t) => {
  const gathered = await Promise.all([
    scores({ seed: '1' }, { 5: { dice: 0.9 }, 10: { dice: 0.9 } }),
    scores({ seed: '2' }, { 5: { dice: 0, stuck: 'all background' }, 10: { dice: 0.9 } }),
    scores({ seed: '3' }, { 5: { dice: 0.9 }, 10: { dice: 0.9 } }),
  ]);
  const { markdown, csv, json } = await table({ rows: [], over: { seed: ['mean', 'median'] } }, gathered);
  t.regex(markdown, /\| 60\.00, median 90\.00 \(1 stuck\) \| 90\.00, median 90\.00 \|/);
  t.regex(csv, /\n5,,3,1,/);
  t.is(json.rows[0].cells[0].stuck, 1);
  t.deepEqual(json.rows[0].cells[0].values[1], { at: { seed: '2' }, value: 0, stuck: 'all background' });
});

test('baselines are columns of their own, which can be left out', async (t) => {
  const baselines = [{ baseline: 'identity', images: 3, l1: 0.1 }];
  const run = [await scores({}, { 5: { l1: 0.0123456, psnr: 'Infinity' } }, baselines)];
  t.is(
    (await table({ rows: [], value: 'l1' }, run)).markdown.replaceAll(/ +/g, ' '),
    '| 5 | identity |\n| ------: | -------: |\n| 0.01235 | 0.10000 |\n',
  );
  const { json } = await table({ rows: [], value: 'l1', baselines: false }, run);
  t.deepEqual(json.columns, [5]);
  const psnr = await table({ rows: [], value: 'psnr' }, run);
  t.deepEqual(psnr.json.columns, [5], 'a baseline without the metric is left out');
  t.regex(psnr.markdown, /∞/);
  t.is(psnr.json.rows[0].cells[0].mean, 'Infinity');
});

test('a score that was not measured is an error that lists those that were', async (t) => {
  const gathered = [await scores({}, { 5: { dice: 0.5, 'dice:Au': 0.4 } })];
  t.regex((await table({ rows: [], value: 'dice:Au' }, gathered)).markdown, /40\.00/);
  const error = await t.throwsAsync(table({ rows: [], value: 'iou' }, gathered), {
    name: 'NodeError',
    message: 'the scores have no iou',
  });
  t.like(error, { kind: 'bad-input' });
  t.regex((error as { hint?: string }).hint!, /They have dice, dice:Au/);
});

test('several scores for one cell are an error that names the axis', async (t) => {
  const error = await t.throwsAsync(table({ rows: ['init'] }, await runs()), {
    name: 'NodeError',
    message: 'more than one score belongs into one cell: they differ in "seed" (1, 2)',
  });
  t.like(error, { kind: 'bad-input', hint: 'Add "seed" to rows, or to over to show the mean.' });
});

test('an axis that the scores do not have is an error that names those they have', async (t) => {
  const error = await t.throwsAsync(table({ rows: ['model'], over: { seed: ['mean'] } }, await runs()), {
    message: 'the scores do not vary over "model"',
  });
  t.like(error, { hint: 'They vary over init, seed.' });
});

test('a single run without axes is a table of one row', async (t) => {
  const { markdown } = await table({ rows: [] }, [await scores({}, { 5: 0.5 })]);
  t.is(markdown, '|     5 |\n| ----: |\n| 50.00 |\n');
});

test('an axis cannot be under both rows and over', async (t) => {
  const both = { rows: ['init'], over: { init: ['mean'] } };
  await t.throwsAsync(table(both, await runs()), { message: /"init" is under both rows and over/ });
});
