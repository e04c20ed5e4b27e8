import test from 'ava';
import { dice } from '../../learn/metrics/dice.js';
import { buildNetwork } from '../../learn/networks/build-network.js';
import { tensorflow } from '../../learn/runtime/tensorflow.js';
import { testValues } from '../../learn/testing/random-values.test-helper.js';
import { Predictor } from '../../learn/training/predictor.js';
import { encodeSafetensors } from '../../learn/weights/safetensors.js';
import { openImageSet } from '../artifacts/image-set.js';
import type { MeanScore, Score } from '../artifacts/scores.js';
import { finetune } from '../finetune/definition.js';
import { NodeError } from '../node-error.js';
import { pretrainGan } from '../pretrain-gan/definition.js';
import { artifactFromFiles, testNode } from '../test-node.js';
import { contents, discImages, lines } from '../training/image-set.test-helper.js';
import { evaluate } from './definition.js';

const spec = { kind: 'residual-unet', blocks: 2, baseFilters: 2 } as const;
const network = buildNetwork(spec);
const weights = (seed: number) => encodeSafetensors(testValues(network, seed));
const entry = (epoch: number, bestEpoch: number) => ({
  epoch,
  bestEpoch,
  validation: {},
  file: `epoch-00${epoch}.safetensors`,
});
const model = artifactFromFiles('checkpoints', {
  'epoch-001.safetensors': weights(0),
  // Never to be read: epoch 2 kept the weights of epoch 1.
  'epoch-002.safetensors': 'not weights',
  'epoch-003.safetensors': weights(5),
  'index.json': JSON.stringify({
    network: spec,
    intensities: { normalization: 'unit', contrast: 'keep' },
    task: {},
    policy: 'best',
    series: [entry(1, 1), entry(2, 1), entry(3, 3)],
  }),
});

test.serial('each image is judged at each kept epoch, and repeated weights are judged once', async (t) => {
  const data = await discImages({ count: 3, side: 16 });
  const { outputs } = await testNode(evaluate, { inputs: { model: await model, data } });
  const scores = await lines<Score>(outputs.scores, 'scores.jsonl');
  t.deepEqual(
    scores.map(({ epoch, bestEpoch, image }) => [epoch, bestEpoch, image]),
    [1, 2, 3].flatMap((epoch) => [0, 1, 2].map((i) => [epoch, epoch === 2 ? 1 : epoch, `disc-${i}`])),
  );
  const values = (epoch: number) =>
    scores.filter((score) => score.epoch === epoch).map((score) => score.dice);
  t.deepEqual(values(2), values(1));
  t.notDeepEqual(values(3), values(1));
  const means = await lines<MeanScore>(outputs.scores, 'means.jsonl');
  t.deepEqual(
    means,
    [1, 2, 3].map((epoch) => ({
      epoch,
      bestEpoch: epoch === 2 ? 1 : epoch,
      images: 3,
      dice: values(epoch).reduce((sum, value) => sum + value, 0) / 3,
    })),
  );
  t.is(tensorflow().memory().numTensors, 0);
});

test.serial('the scores are the Dice coefficients of the network’s output', async (t) => {
  const data = await discImages({ count: 1, side: 16 });
  const { outputs } = await testNode(evaluate, { inputs: { model: await model, data } });
  const [score] = await lines<Score>(outputs.scores, 'scores.jsonl');
  const set = await openImageSet(data);
  const [image, mask] = [new Float32Array(256), new Float32Array(256)];
  set.readImage(0, image);
  set.readMask(0, mask);
  const predictor = new Predictor(network, testValues(network, 0));
  const { data: logits } = predictor.predict({ count: 1, height: 16, width: 16, data: image });
  predictor.dispose();
  t.is(score!.dice, dice(logits, mask));
});

test.serial('images that the network cannot halve are judged whole', async (t) => {
  const data = await discImages({ count: 2, side: 18 });
  const { outputs } = await testNode(evaluate, { inputs: { model: await model, data } });
  t.is((await lines(outputs.scores, 'scores.jsonl')).length, 6);
});

test.serial('evaluating twice gives the same bytes', async (t) => {
  const inputs = { model: await model, data: await discImages({ count: 2, side: 16 }) };
  const [first, second] = [await testNode(evaluate, { inputs }), await testNode(evaluate, { inputs })];
  t.deepEqual(await contents(first.outputs.scores), await contents(second.outputs.scores));
});

test.serial('images without masks are bad input', async (t) => {
  const data = await discImages({ count: 2, side: 16, labelled: false });
  const running = testNode(evaluate, { inputs: { model: await model, data } });
  const error = await t.throwsAsync(running, { instanceOf: NodeError });
  t.is(error.kind, 'bad-input');
  t.regex(error.message, /input data have no masks/);
});

test.serial('images that are read in another way than those of the training are bad input', async (t) => {
  const data = await discImages({
    count: 1,
    side: 16,
    intensities: { normalization: 'unit', contrast: 'invert' },
  });
  const running = testNode(evaluate, { inputs: { model: await model, data } });
  const error = await t.throwsAsync(running, { instanceOf: NodeError });
  t.is(error.kind, 'bad-input');
  t.regex(error.message, /data have .* contrast "invert"; those that the network was trained on .* "keep"/);
  t.regex(error.hint!, /load.*same normalization and contrast/);
});

test.serial('a generator can be pretrained, fine-tuned and evaluated', async (t) => {
  const common = { network: spec, epochs: 1, learningRate: 1e-3 };
  const task = {
    target: 'mask',
    loss: 'bce',
    metrics: ['dice'],
    monitor: { metric: 'dice', mode: 'max' },
  };
  const labelled = await discImages({ count: 4, side: 16 });
  const { outputs: pretrained } = await testNode(pretrainGan, {
    params: { ...common, batch: 2, discriminator: { layers: 1, baseFilters: 2 } },
    inputs: { images: labelled },
  });
  const { outputs: tuned } = await testNode(finetune, {
    params: { ...common, batch: 2, task },
    inputs: { train: labelled, validation: labelled, weights: pretrained.generator },
  });
  const { outputs } = await testNode(evaluate, { inputs: { model: tuned.checkpoints, data: labelled } });
  const means = await lines<MeanScore>(outputs.scores, 'means.jsonl');
  const history = await lines<{ validationDice: number }>(tuned.history, 'history.jsonl');
  t.deepEqual(
    means.map(({ epoch, images, dice: value }) => [epoch, images, value.toFixed(6)]),
    [[1, 4, history[0]!.validationDice.toFixed(6)]],
  );
});
