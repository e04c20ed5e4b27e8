import test from 'ava';
import { jsonLines } from '../artifacts/json-lines.js';
import type { GatheredArtifact, Point } from '../run-context.js';
import { artifactFromFiles, testNode } from '../test-node.js';
import { tabulate } from './definition.js';

/** The scores of one run: dice by epoch. */
async function scores(at: Point, byEpoch: Readonly<Record<number, number>>): Promise<GatheredArtifact> {
  const means = Object.entries(byEpoch).map(([epoch, dice]) => ({
    epoch: Number(epoch),
    bestEpoch: 1,
    images: 3,
    dice,
  }));
  const artifact = await artifactFromFiles('scores', { 'scores.jsonl': '', 'means.jsonl': jsonLines(means) });
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

test('runs that differ in an axis under over share a cell: mean ± sample standard deviation, times 100', async (t) => {
  const { csv } = await table(bySeed, await runs());
  t.is(csv, 'init,5,10\r\nR,20.00 ± 10.00,50.00 ± 0.00 (n = 2)\r\nP(1K),91.23 (n = 1),–\r\n');
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

test('JSON has every number as it is', async (t) => {
  const { json } = await table(bySeed, await runs());
  t.like(json, { value: 'dice', columns: 'epoch', over: ['seed'], rowAxes: ['init'], epochs: [5, 10] });
  t.deepEqual(json.rows[1], {
    labels: ['P(1K)'],
    cells: [{ n: 1, mean: 0.91234, values: [{ at: { seed: '1' }, value: 0.91234 }] }, null],
  });
  t.deepEqual(
    json.rows[0].cells[0].values.map((entry: { value: number }) => entry.value),
    [0.1, 0.2, 0.3],
  );
});

test('over with the mean alone shows no deviation', async (t) => {
  const { csv } = await table({ rows: ['init'], over: { seed: ['mean'] } }, (await runs()).slice(0, 2));
  t.is(csv, 'init,5,10\r\nR,15.00,50.00\r\n');
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
  const { csv } = await table({ rows: [] }, [await scores({}, { 5: 0.5 })]);
  t.is(csv, '5\r\n50.00\r\n');
});

test('an axis cannot be under both rows and over', async (t) => {
  const both = { rows: ['init'], over: { init: ['mean'] } };
  await t.throwsAsync(table(both, await runs()), { message: /"init" is under both rows and over/ });
});
