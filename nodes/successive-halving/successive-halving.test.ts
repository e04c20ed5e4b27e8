import test from 'ava';
import { jsonLines } from '../artifacts/json-lines.js';
import { artifactFromFiles, testNode } from '../test-node.js';
import { bestOf } from './best.js';
import { successiveHalving } from './definition.js';

const at = (rate: string) => ({ rate, rung: '5' });

async function scores(rate: string, byEpoch: Readonly<Record<number, object>>) {
  const means = Object.entries(byEpoch).map(([epoch, values]) => ({
    epoch: Number(epoch),
    bestEpoch: 1,
    images: 3,
    ...values,
  }));
  return Object.assign(await artifactFromFiles('scores', { 'means.jsonl': jsonLines(means) }), {
    at: at(rate),
  });
}

async function history(rate: string, lines: readonly object[]) {
  return Object.assign(await artifactFromFiles('history', { 'history.jsonl': jsonLines(lines) }), {
    at: at(rate),
  });
}

async function decision(params: object, inputs: object) {
  const { outputs, logs } = await testNode(successiveHalving, {
    params: { axes: ['rate'], best: 'highest', keep: 0.5, ...params },
    inputs: inputs as never,
  });
  const text = (name: string) => outputs.decision.read(name).then(String);
  return { json: await text('decision.json'), markdown: await text('decision.md'), logs };
}

test('candidates are ranked by the scores of their last epoch; the record of it is what it always was', async (t) => {
  const { json, markdown, logs } = await decision(
    { value: 'dice' },
    {
      scores: [
        await scores('0.1', { 2: { dice: 0.9 }, 5: { dice: 0.25 } }),
        await scores('0.2', { 2: { dice: 0.1 }, 5: { dice: 0.5 } }),
        await scores('0.3', { 5: { l1: 0 } }),
      ],
    },
  );
  const candidate = (rate: string, rest: object) => ({ at: { rate }, ...rest });
  t.deepEqual(JSON.parse(json), {
    metric: 'dice',
    best: 'highest',
    candidates: [
      candidate('0.2', { value: 0.5, runs: 1, rank: 1, kept: true }),
      candidate('0.1', { value: 0.25, runs: 1, rank: 2, kept: true }),
      candidate('0.3', { runs: 1, rank: 3, kept: false }),
    ],
  });
  t.is(
    markdown,
    [
      '| rank | rate | dice | runs | kept |',
      '| ---- | ---- | ---: | ---: | ---: |',
      '| 1    | 0.2  |  0.5 |    1 |  yes |',
      '| 2    | 0.1  | 0.25 |    1 |  yes |',
      '| 3    | 0.3  |      |    1 |   no |',
      '',
    ].join('\n'),
  );
  t.deepEqual(logs, [{ level: 'log', message: 'keeps 2 of 3 by dice: 0.2 (0.5); 0.1 (0.25)' }]);
});

test('a history counts by its last line, infinite values too', async (t) => {
  const { json } = await decision(
    { value: 'validationPsnr', keep: undefined },
    {
      history: [
        await history('0.1', [{ epoch: 1, validationPsnr: 20 }]),
        await history('0.2', [
          { epoch: 1, validationPsnr: 1 },
          { epoch: 2, validationPsnr: 'Infinity' },
        ]),
      ],
    },
  );
  const [first, second] = JSON.parse(json).candidates;
  t.deepEqual(first, { at: { rate: '0.2' }, value: 'Infinity', runs: 1, rank: 1, kept: true });
  t.false(second.kept);
});

test('where nobody has the value, the error lists what they have', async (t) => {
  const inputs = { scores: [await scores('0.1', { 5: { l1: 0.2, mse: 0.1 } })] };
  const error = await t.throwsAsync(decision({ value: 'dice' }, inputs));
  t.is(error.message, 'no candidate has a value for dice');
  t.like(error, {
    kind: 'bad-input',
    hint: "They have l1, mse: name one of these in the search, or add dice to the task's metrics.",
  });
});

test('of what tasks give it is known what is better', (t) => {
  const highest = [
    'dice',
    'dice:gold',
    'validationDice',
    'validationF1:Au',
    'psnr',
    'pointF1',
    'validationSsim',
  ];
  const lowest = ['loss', 'l1', 'validationMse', 'bce', 'validationBce', 'validationDiceLoss', 'ssimLoss'];
  t.deepEqual([...new Set(highest.map(bestOf))], ['highest']);
  t.deepEqual([...new Set(lowest.map(bestOf))], ['lowest']);
  t.is(bestOf('throughput'), undefined);
  t.is(bestOf('confusion'), undefined);
});
