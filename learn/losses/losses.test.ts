import test from 'ava';
import { structuralSimilarity } from '../metrics/ssim.js';
import { logSoftmax, softmax } from '../runtime/kernels/channels.js';
import { loadTensorFlow, type Tensor, type Tensor4D, tensorflow } from '../runtime/tensorflow.js';
import { gradientError, normalTensor, number } from '../testing/gradient-check.test-helper.js';
import { charbonnierLoss } from './charbonnier.js';
import { meanCrossEntropy, oneHot } from './cross-entropy.js';
import { binaryFocal, multiClassFocal } from './focal.js';
import { meanBce } from './mean-bce.js';
import { meanSquaredErrorLoss } from './mean-squared-error.js';
import { softDiceLoss } from './soft-dice.js';
import { ssimLoss } from './ssim-loss.js';

test.before(async () => void (await loadTensorFlow()));

const column = (...values: number[]) => tensorflow().tensor4d(values, [1, values.length, 1, 1]);
const logits = (channels = 1, stream = 'logits') => normalTensor<Tensor4D>(stream, [2, 6, 5, channels]);
const mask = () => logits(1, 'mask').greater(0.5).cast('float32') as Tensor4D;
/** Classes 0, 1 and 2. */
const classes = () =>
  tensorflow().range(0, 60).mul(7).mod(11).mod(3).floor().reshape([2, 6, 5, 1]) as Tensor4D;
const close = (actual: Tensor, expected: number, tolerance = 1e-6) =>
  Math.abs(number(actual) - expected) <= tolerance * Math.max(1, Math.abs(expected));

/** [what the title says, the loss of one tensor, where it is differentiated]; scaled up, out of the rounding. */
const differentiated: readonly [string, (x: Tensor4D) => Tensor, () => Tensor4D][] = [
  ['binary cross-entropy', (x) => meanBce(x, mask()), () => logits()],
  ['weighted binary cross-entropy', (x) => meanBce(x, mask(), [0.3, 4]), () => logits()],
  ['cross-entropy', (x) => meanCrossEntropy(x, classes()), () => logits(3)],
  ['weighted cross-entropy', (x) => meanCrossEntropy(x, classes(), [0.2, 1, 5]), () => logits(3)],
  ['binary focal loss', (x) => binaryFocal(x, mask(), 2), () => logits()],
  ['binary focal loss with a γ below 1', (x) => binaryFocal(x, mask(), 0.5), () => logits()],
  ['weighted binary focal loss', (x) => binaryFocal(x, mask(), 2, [1, 3]), () => logits()],
  ['multi-class focal loss', (x) => multiClassFocal(x, classes(), 2), () => logits(3)],
  ['multi-class focal loss with a γ below 1', (x) => multiClassFocal(x, classes(), 0.5), () => logits(3)],
  ['weighted multi-class focal loss', (x) => multiClassFocal(x, classes(), 3, [1, 2, 3]), () => logits(3)],
  ['soft Dice', (x) => softDiceLoss(x.sigmoid(), mask(), [1]), () => logits()],
  [
    'soft Dice of several classes',
    (x) => softDiceLoss(tensorflow().softmax(x), oneHot(classes(), 3) as Tensor4D, [0, 1, 3]),
    () => logits(3),
  ],
  ['mean squared error', (x) => meanSquaredErrorLoss(x, logits(1, 'other')), () => logits()],
  ['Charbonnier loss', (x) => charbonnierLoss(x, logits(1, 'other'), 0.5), () => logits()],
];

for (const [name, loss, at] of differentiated) {
  test(`the gradient of ${name} equals its finite differences`, (t) => {
    t.true(gradientError((x) => loss(x as Tensor4D).mul(1000), [at()]) < 5e-3);
  });
}

for (const channels of [2, 17]) {
  test(`softmax over ${channels} channels and its logarithm are TensorFlow’s, with the right gradient`, (t) => {
    const tf = tensorflow();
    const x = logits(channels).mul(30) as Tensor4D;
    t.true(number(softmax(x).sub(tf.softmax(x)).abs().max()) < 1e-6);
    t.true(number(logSoftmax(x).sub(tf.logSoftmax(x)).abs().max()) < 1e-4);
    t.true(gradientError((at) => softmax(at as Tensor4D).mul(10), [logits(channels)]) < 2e-3);
  });
}

test('the gradient of the SSIM loss equals its finite differences', (t) => {
  const images = (stream: string) =>
    normalTensor<Tensor4D>(stream, [2, 14, 13, 1]).mul(0.3).add(0.5) as Tensor4D;
  t.true(gradientError((x) => ssimLoss(x as Tensor4D, images('y')).mul(100), [images('x')]) < 5e-3);
});

test('weighted binary cross-entropy is the mean weighted by each pixel’s class', (t) => {
  const losses = [Math.log1p(Math.exp(-2)), Math.log1p(Math.exp(1)), Math.log1p(Math.exp(-1))];
  const expected = (3 * losses[0]! + 0.5 * losses[1]! + 0.5 * losses[2]!) / 4;
  t.true(close(meanBce(column(2, 1, -1), column(1, 0, 0), [0.5, 3]), expected));
  const equal = meanBce(logits(), mask(), [7, 7]);
  t.true(close(equal, number(meanBce(logits(), mask()))));
});

test('cross-entropy is −log softmax of the true class, also for logits that overflow exp', (t) => {
  const tf = tensorflow();
  const scores = tf.tensor4d([1, 2, 3, 500, 0, -500], [1, 2, 1, 3]);
  const first = Math.log(Math.exp(1) + Math.exp(2) + Math.exp(3)) - 2;
  t.true(close(meanCrossEntropy(scores, column(1, 2)), (first + 1000) / 2));
  const gradient = tf.grad((x) => meanCrossEntropy(x as Tensor4D, column(1, 2)))(scores);
  const halves = (gradient.mul(2) as Tensor).dataSync();
  t.deepEqual([...halves.slice(3)], [1, 0, -1]);
});

test('weighted cross-entropy is the weighted mean over the batch, as PyTorch’s', (t) => {
  const scores = tensorflow().tensor4d([1, 0, 0, 3, 0, 1], [1, 3, 1, 2]);
  const ofPixels = [Math.log1p(Math.exp(-1)), Math.log1p(Math.exp(3)), Math.log1p(Math.exp(-1))];
  const expected = (2 * ofPixels[0]! + 2 * ofPixels[1]! + 0.25 * ofPixels[2]!) / 4.25;
  t.true(close(meanCrossEntropy(scores, column(0, 0, 1), [2, 0.25]), expected));
});

test('two channels of softmax are one of sigmoid: the same losses and weights', (t) => {
  const tf = tensorflow();
  const two = tf.concat([tf.zerosLike(logits()), logits()], 3);
  t.true(close(meanCrossEntropy(two, mask()), number(meanBce(logits(), mask()))));
  t.true(close(meanCrossEntropy(two, mask(), [1, 9]), number(meanBce(logits(), mask(), [1, 9]))));
  t.true(close(multiClassFocal(two, mask(), 2), number(binaryFocal(logits(), mask(), 2))));
  const dice = softDiceLoss(logits().sigmoid() as Tensor4D, mask(), [1]);
  const diceOfTwo = softDiceLoss(tf.softmax(two), oneHot(mask(), 2) as Tensor4D, [0, 1]);
  t.true(close(diceOfTwo, number(dice)));
});

test('focal loss is cross-entropy times (1 − p)^γ, and cross-entropy itself where γ is 0', (t) => {
  const p = 1 / (1 + Math.exp(-0.5));
  const expected = (-((1 - p) ** 2) * Math.log(p) - p ** 2 * Math.log(1 - p)) / 2;
  t.true(close(binaryFocal(column(0.5, 0.5), column(1, 0), 2), expected));
  t.true(close(binaryFocal(logits(), mask(), 0), number(meanBce(logits(), mask()))));
  const weights = [1, 2, 3];
  const ce = number(meanCrossEntropy(logits(3), classes(), weights));
  t.true(close(multiClassFocal(logits(3), classes(), 0, weights), ce));
});

test('focal loss and its gradient are finite however sure the network is, right or wrong', (t) => {
  const tf = tensorflow();
  const sure = tf.tensor4d([200, -200, 200, -200, 0, 200], [1, 3, 1, 2]);
  const truth = column(0, 1, 1);
  for (const gamma of [0, 0.5, 2]) {
    t.true(close(multiClassFocal(sure, truth, gamma), (0 + 400 + 0) / 3, 1e-5), `γ ${gamma}`);
    const gradient = tf
      .grad((x) => multiClassFocal(x as Tensor4D, truth, gamma))(sure)
      .dataSync();
    const expected = [0, 0, 1 / 3, -1 / 3, 0, 0];
    t.true(
      gradient.every((value, i) => Math.abs(value - expected[i]!) < 1e-6),
      `γ ${gamma}: ${gradient}`,
    );
    const one = tf
      .grad((x) => binaryFocal(x, column(1, 1), gamma))(column(200, -200))
      .dataSync();
    t.true(Math.abs(one[0]!) < 1e-6 && Math.abs(one[1]! + 0.5) < 1e-6, `γ ${gamma}: ${one}`);
  }
});

test('soft Dice is taken for each image by itself and over the classes but the background', (t) => {
  const tf = tensorflow();
  const p = tf.tensor4d([1, 0.5, 0, 0.5, 0, 0, 0, 0], [2, 2, 2, 1]) as Tensor4D;
  const truth = tf.tensor4d([1, 1, 0, 0, 0, 0, 0, 0], [2, 2, 2, 1]) as Tensor4D;
  const first = (2 * 1.5 + 1) / (2 + 2 + 1);
  t.true(close(softDiceLoss(p, truth, [1]), 1 - (first + 1) / 2));
  const none = softDiceLoss(tf.concat([p, p], 3), tf.concat([tf.onesLike(truth), truth], 3), [0, 2]);
  t.true(close(none, 1 - (first + 1) / 2));
});

test('the mean squared error and the Charbonnier loss have the right values', (t) => {
  t.is(number(meanSquaredErrorLoss(column(1, -2), column(1, 2))), 8);
  t.true(close(charbonnierLoss(column(3, 1), column(0, 1), 4), (5 + 4) / 2));
});

test('the SSIM loss is 1 − SSIM of the metric, and 0 with no gradient for equal images', (t) => {
  const tf = tensorflow();
  const [height, width] = [15, 12];
  const pixels = (stream: string) =>
    normalTensor<Tensor4D>(stream, [1, height, width, 1]).sigmoid() as Tensor4D;
  const [x, y] = [pixels('a'), pixels('b')];
  const expected = 1 - structuralSimilarity(x.dataSync<'float32'>(), y.dataSync<'float32'>(), height, width);
  t.true(close(ssimLoss(x, y), expected, 1e-5));
  t.true(close(ssimLoss(x, x), 0, 1e-6));
  const gradient = tf.grad((image) => ssimLoss(image as Tensor4D, x))(x.clone());
  t.true(number(gradient.abs().max()) < 1e-6);
});

test('losses leave no tensors behind', (t) => {
  const tf = tensorflow();
  const inputs = [logits(3), classes(), logits(), mask()] as const;
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const [many, numbers, one, binary] = inputs;
    tf.grad((x) => meanCrossEntropy(x as Tensor4D, numbers, [1, 2, 3]))(many);
    tf.grad((x) => multiClassFocal(x as Tensor4D, numbers, 2))(many);
    tf.grad((x) => binaryFocal(x, binary, 2, [1, 2]))(one);
    tf.grad((x) => meanBce(x, binary, [1, 2]))(one);
    tf.grad((x) => charbonnierLoss(x, binary, 1))(one);
    tf.grad((x) => softDiceLoss(x.sigmoid() as Tensor4D, binary, [1]))(one);
  });
  t.is(tf.memory().numTensors, before);
});
