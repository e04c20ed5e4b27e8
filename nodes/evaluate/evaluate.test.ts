import test, { type ExecutionContext } from 'ava';
import { meter } from '../../learn/metrics/meter.js';
import { buildNetwork } from '../../learn/networks/build-network.js';
import { tensorflow } from '../../learn/runtime/tensorflow.js';
import { taskFunctions } from '../../learn/tasks/build-task-functions.js';
import type { Task } from '../../learn/tasks/task-schema.js';
import { testValues } from '../../learn/testing/random-values.test-helper.js';
import { Predictor } from '../../learn/training/predictor.js';
import { encodeSafetensors } from '../../learn/weights/safetensors.js';
import { openImageSet } from '../artifacts/image-set.js';
import { finetune } from '../finetune/definition.js';
import { NodeError } from '../node-error.js';
import { pretrainGan } from '../pretrain-gan/definition.js';
import type { InputArtifact } from '../run-context.js';
import { artifactFromFiles, testNode } from '../test-node.js';
import { contents, discImages, lines } from '../training/image-set.test-helper.js';
import { evaluate } from './definition.js';

const spec = { kind: 'residual-unet', blocks: 2, baseFilters: 2 } as const;
const task = {
  target: { kind: 'mask' },
  losses: [{ kind: 'bce', weight: 1 }],
  metrics: ['dice', 'confusion'],
  monitor: { metric: 'bce', mode: 'min' },
} satisfies Task;
const network = buildNetwork(spec);

const weights = (seed: number, outputs = 1) =>
  encodeSafetensors(testValues(buildNetwork(spec, outputs), seed));
const entry = (epoch: number, bestEpoch: number) => ({
  epoch,
  bestEpoch,
  validation: {},
  ...(epoch === 3 && { stuck: 'all background' }),
  file: `epoch-00${epoch}.safetensors`,
});
const modelFor = (of: Task, outputs = 1) =>
  artifactFromFiles('checkpoints', {
    'epoch-001.safetensors': weights(0, outputs),
    // Never to be read: epoch 2 kept the weights of epoch 1.
    'epoch-002.safetensors': 'not weights',
    'epoch-003.safetensors': weights(5, outputs),
    'index.json': JSON.stringify({
      network: spec,
      intensities: { normalization: 'unit', contrast: 'keep' },
      task: of,
      policy: 'best',
      series: [entry(1, 1), entry(2, 1), entry(3, 3)],
    }),
  });
const model = modelFor(task);
const filesOf = async (artifact: InputArtifact): Promise<Record<string, Buffer>> =>
  Object.fromEntries(
    await Promise.all(artifact.fileNames.map(async (name) => [name, await artifact.read(name)] as const)),
  );

interface Line {
  readonly epoch: number;
  readonly bestEpoch: number;
  readonly image: string;
  readonly dice: number;
}
type MeanLine = Omit<Line, 'image'> & {
  readonly images: number;
  readonly confusion: number[][];
  readonly stuck?: string;
};

test.serial('each image is judged at each kept epoch, and repeated weights are judged once', async (t) => {
  const data = await discImages({ count: 3, side: 16 });
  const { outputs } = await testNode(evaluate, { inputs: { model: await model, data } });
  const scores = await lines<Line>(outputs.scores, 'scores.jsonl');
  t.deepEqual(
    scores.map(({ epoch, bestEpoch, image }) => [epoch, bestEpoch, image]),
    [1, 2, 3].flatMap((epoch) => [0, 1, 2].map((i) => [epoch, epoch === 2 ? 1 : epoch, `disc-${i}`])),
  );
  const values = (epoch: number) =>
    scores.filter((score) => score.epoch === epoch).map((score) => score.dice);
  t.deepEqual(values(2), values(1));
  t.notDeepEqual(values(3), values(1));
  const means = await lines<MeanLine>(outputs.scores, 'means.jsonl');
  t.deepEqual(
    means.map(({ dice, confusion, ...others }) => others),
    [
      { epoch: 1, bestEpoch: 1, images: 3 },
      { epoch: 2, bestEpoch: 1, images: 3 },
      { epoch: 3, bestEpoch: 3, images: 3, stuck: 'all background' },
    ],
  );
  for (const { epoch, dice, confusion } of means) {
    t.is(dice, values(epoch).reduce((sum, value) => sum + value, 0) / 3);
    t.is(
      confusion.flat().reduce((sum, count) => sum + count, 0),
      3 * 256,
    );
  }
  t.is(tensorflow().memory().numTensors, 0);
});

test.serial('the scores are those of the network’s predictions', async (t) => {
  const data = await discImages({ count: 1, side: 16 });
  const { outputs } = await testNode(evaluate, { inputs: { model: await model, data } });
  const [score] = await lines<Line>(outputs.scores, 'scores.jsonl');
  const set = await openImageSet(data);
  const [image, pixels] = [new Float32Array(256), new Float32Array(256)];
  set.readImage(0, image);
  set.readMask(0, pixels);
  const predictor = new Predictor(network, taskFunctions(task), testValues(network, 0));
  const size = { height: 16, width: 16, channels: 1 };
  const { data: prediction } = predictor.predict({ count: 1, ...size, data: image });
  predictor.dispose();
  t.is(score!.dice, meter(task).add({ ...size, data: prediction }, { pixels })['dice']!);
});

test.serial('tiles with enough overlap give the scores of the whole images', async (t) => {
  const inputs = { model: await model, data: await discImages({ count: 2, side: 96 }) };
  const whole = await testNode(evaluate, { inputs });
  const tiled = await testNode(evaluate, { inputs, params: { tile: { side: 64, overlap: 22 } } });
  const [expected, found] = await Promise.all(
    [whole, tiled].map(({ outputs }) => lines<Line>(outputs.scores, 'scores.jsonl')),
  );
  for (const [index, { dice }] of expected!.entries()) t.true(Math.abs(found![index]!.dice - dice) < 1e-3);
});

const baselinesOf = async (of: Task, images: Parameters<typeof discImages>[0], outputs = 1) => {
  const inputs = { model: await modelFor(of, outputs), data: await discImages(images) };
  const { outputs: written } = await testNode(evaluate, { inputs });
  return lines<{ baseline: string; images: number } & Record<string, number | string>>(
    written.scores,
    'baselines.jsonl',
  );
};

test.serial('masks have foreground everywhere and a blurred threshold to compare with', async (t) => {
  const [all, threshold] = await baselinesOf(task, { count: 3, side: 16 });
  t.like(all, { baseline: 'all foreground', images: 3 });
  t.like(threshold, { baseline: 'blurred threshold', images: 3 });
  t.true(Number(threshold!['dice']) > 0.7, JSON.stringify(threshold));
  t.true(Number(threshold!['dice']) > 2 * Number(all!['dice']), JSON.stringify(all));
});

test.serial('images have themselves to compare with', async (t) => {
  const image = { ...task, target: { kind: 'image' }, metrics: ['l1', 'psnr'] } satisfies Task;
  const [noisy] = await baselinesOf(image, { count: 2, side: 16, targets: true });
  t.like(noisy, { baseline: 'identity', images: 2 });
  // Noise with standard deviation 0.1 differs by 0.1 · √(2 / π) on average.
  t.true(Math.abs(Number(noisy!['l1']) - 0.08) < 0.01);
  const [same] = await baselinesOf(image, { count: 2, side: 16 });
  t.like(same, { l1: 0, psnr: 'Infinity' }, 'infinite values are kept');
});

test.serial('classes and labels have the commonest one to compare with', async (t) => {
  const classes = ['film', 'rim', 'core'];
  const pixels = { ...task, target: { kind: 'classes', classes }, metrics: ['pixelAccuracy'] } satisfies Task;
  const [film] = await baselinesOf(pixels, { count: 2, side: 16, classes }, 3);
  t.is(film!.baseline, 'all "film"');
  const labels = ['small', 'large'];
  const label = { ...task, target: { kind: 'label', classes: labels }, metrics: ['accuracy'] } satisfies Task;
  const [small] = await baselinesOf(label, { count: 3, side: 16, labels }, 2);
  t.like(small, { baseline: 'all "small"', accuracy: 2 / 3 });
});

test.serial('one value per image cannot be had tile by tile', async (t) => {
  const labels = ['small', 'large'];
  const label = { ...task, target: { kind: 'label', classes: labels }, metrics: ['accuracy'] } satisfies Task;
  const inputs = { model: await modelFor(label, 2), data: await discImages({ count: 1, side: 16, labels }) };
  const running = testNode(evaluate, { inputs, params: { tile: { side: 16 } } });
  await t.throwsAsync(running, { instanceOf: NodeError, message: /cannot be done tile by tile/ });
});

const badInput = async (t: ExecutionContext, of: Task, images: Parameters<typeof discImages>[0]) => {
  const inputs = { model: await modelFor(of), data: await discImages(images) };
  const error = await t.throwsAsync(testNode(evaluate, { inputs }), { instanceOf: NodeError });
  t.is(error.kind, 'bad-input');
  t.is(tensorflow().memory().numTensors, 0);
  return error.message;
};
const restoring = { ...task, target: { kind: 'image' }, losses: [{ kind: 'l1', weight: 1 }] } satisfies Task;

test.serial('what is not a number is bad input, and image and epoch are named', async (t) => {
  const intensities = { normalization: 'unit', contrast: 'keep' } as const;
  const images = { count: 2, side: 16, intensities, brokenImage: 1 };
  const message = await badInput(t, { ...restoring, metrics: ['l1'] }, images);
  t.is(message, 'the prediction of image disc-1 with the weights of epoch 1 is not a number');
  t.regex(await badInput(t, task, images), /the prediction of image disc-1/, 'nor is it called background');
});

test.serial('ssim and psnr need intensities from 0 to 1, and ssim images of its window’s size', async (t) => {
  const standardized = { normalization: 'zscore', contrast: 'keep' } as const;
  const model = modelFor({ ...restoring, metrics: ['psnr'] });
  const { 'index.json': index, ...others } = await filesOf(await model);
  const changed = { ...JSON.parse(index!.toString()), intensities: standardized };
  const inputs = {
    model: await artifactFromFiles('checkpoints', { ...others, 'index.json': JSON.stringify(changed) }),
    data: await discImages({ count: 1, side: 16, intensities: standardized }),
  };
  await t.throwsAsync(testNode(evaluate, { inputs }), {
    instanceOf: NodeError,
    message: /psnr .* from 0 to 1/,
  });
  t.regex(await badInput(t, { ...restoring, metrics: ['ssim'] }, { count: 1, side: 8 }), /11 × 11 pixels/);
});

test.serial('that a training ended early is told with its last means', async (t) => {
  const images = await discImages({ count: 2, side: 16 });
  const ended = await testNode(finetune, {
    params: {
      network: spec,
      epochs: 9,
      learningRate: 1e-3,
      batch: 2,
      task,
      earlyStopping: { patience: 1, minimumChange: 100 },
      checkpoints: { every: 1 },
    },
    inputs: { train: images, validation: images },
  });
  const { outputs } = await testNode(evaluate, {
    inputs: { model: ended.outputs.checkpoints, data: await discImages({ count: 2, side: 16, seed: 1 }) },
  });
  const means = await lines<{ epoch: number; stoppedEarly?: string }>(outputs.scores, 'means.jsonl');
  t.deepEqual(
    means.map(({ epoch, stoppedEarly }) => [epoch, stoppedEarly]),
    [
      [1, undefined],
      [2, 'no better bce for 1 epoch'],
    ],
  );
});

test.serial('a checkpoint that is cut short is bad input, and the file is named', async (t) => {
  const files = await filesOf(await model);
  const short = await artifactFromFiles('checkpoints', {
    ...files,
    'epoch-003.safetensors': files['epoch-003.safetensors']!.subarray(0, 500),
  });
  const data = await discImages({ count: 1, side: 16 });
  const error = await t.throwsAsync(testNode(evaluate, { inputs: { model: short, data } }), {
    instanceOf: NodeError,
  });
  t.is(error.kind, 'bad-input');
  t.regex(error.message, /epoch-003\.safetensors cannot be read/);
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
  const labelled = await discImages({ count: 4, side: 16 });
  const { outputs: pretrained } = await testNode(pretrainGan, {
    params: { ...common, batch: 2, discriminator: { layers: 1, baseFilters: 2 } },
    inputs: { images: labelled },
  });
  const { outputs: tuned } = await testNode(finetune, {
    params: { ...common, batch: 2, task },
    inputs: { train: labelled, validation: labelled, weights: pretrained.generator },
  });
  const { outputs } = await testNode(evaluate, {
    params: { leakage: 'allow' },
    inputs: { model: tuned.checkpoints, data: labelled },
  });
  const means = await lines<MeanLine>(outputs.scores, 'means.jsonl');
  const history = await lines<{ validationDice: number }>(tuned.history, 'history.jsonl');
  t.deepEqual(
    means.map(({ epoch, images, dice }) => [epoch, images, dice.toFixed(6)]),
    [[1, 4, history[0]!.validationDice.toFixed(6)]],
  );
});
