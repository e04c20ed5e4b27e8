import test from 'ava';
import { leastSquares } from '../../losses/least-squares.js';
import { meanAbsoluteErrorLoss } from '../../losses/mean-absolute-error.js';
import { meanBce } from '../../losses/mean-bce.js';
import { gradientError, normalTensor, number } from '../../testing/gradient-check.test-helper.js';
import { loadTensorFlow, type Tensor, type Tensor4D, tensorflow } from '../tensorflow.js';
import { batchNormByBatch, batchNormByRunning } from './batch-norm.js';
import { conv2d } from './conv2d.js';
import { leakyRelu } from './leaky-relu.js';
import { maxPool } from './max-pool.js';
import { relu } from './relu.js';
import { upsampleBilinear, upsampleNearest } from './upsample.js';

test.before(async () => void (await loadTensorFlow()));

const images = (stream = 'x', channels = 3) => normalTensor<Tensor4D>(stream, [2, 8, 6, channels]);
const difference = (a: Tensor, b: Tensor) => number(a.sub(b).abs().max());

for (const { side, stride, dilation, padding, bias } of [
  { side: 3, stride: 1, dilation: 1, padding: 1, bias: true },
  { side: 3, stride: 1, dilation: 2, padding: 2, bias: true },
  { side: 3, stride: 1, dilation: 4, padding: 4, bias: true },
  { side: 1, stride: 1, dilation: 1, padding: 0, bias: true },
  { side: 3, stride: 2, dilation: 1, padding: 1, bias: false },
  { side: 4, stride: 2, dilation: 1, padding: 1, bias: true },
  { side: 4, stride: 1, dilation: 1, padding: 1, bias: false },
]) {
  const title = `a ${side} × ${side} convolution with stride ${stride}, dilation ${dilation}, ${bias ? 'a' : 'no'} bias`;

  test(`${title} has the right gradients`, (t) => {
    const inputs = [images(), normalTensor('filter', [side, side, 3, 4]), normalTensor('bias', [4])];
    const f = (x: Tensor, filter: Tensor, b?: Tensor) =>
      conv2d(x as Tensor4D, filter, b, { stride, dilation, padding });
    t.true(gradientError(f, bias ? inputs : inputs.slice(0, 2)) < 2e-3);
  });

  test(`${title} equals a plain convolution of the padded image`, (t) => {
    const tf = tensorflow();
    const x = images();
    const filter = normalTensor<Tensor4D>('filter', [side, side, 3, 4]);
    const offset = normalTensor('bias', [4]);
    const margin: [number, number] = [padding, padding];
    const padded = tf.pad(x, [[0, 0], margin, margin, [0, 0]]);
    const plain = tf.conv2d(padded, filter, stride, 'valid', 'NHWC', dilation);
    const expected = bias ? plain.add(offset) : plain;
    const actual = conv2d(x, filter, bias ? offset : undefined, { stride, dilation, padding });
    t.deepEqual(actual.shape, expected.shape as Tensor4D['shape']);
    t.true(difference(actual, expected) < 1e-4);
  });
}

test('relu and leakyRelu have the right values and gradients', (t) => {
  const x = tensorflow().tensor4d([-2, -0.5, 0, 3], [1, 2, 2, 1]);
  t.deepEqual([...relu(x).dataSync()], [0, 0, 0, 3]);
  t.deepEqual([...leakyRelu(x, 0.25).dataSync()], [-0.5, -0.125, 0, 3]);
  // Away from the kink, where a finite difference means nothing.
  const away = images().sign().add(images('y').mul(0.1)) as Tensor4D;
  t.true(gradientError((y) => relu(y as Tensor4D), [away]) < 2e-3);
  t.true(gradientError((y) => leakyRelu(y as Tensor4D, 0.2), [away]) < 2e-3);
});

test('max-pooling takes the largest of each block and sends the gradient there', (t) => {
  const x = tensorflow().tensor4d([1, 2, 5, 6, 4, 3, 8, 7], [1, 2, 4, 1]);
  t.deepEqual([...maxPool(x, 2).dataSync()], [4, 8]);
  const apart = tensorflow().range(0, 96).reshape([1, 8, 12, 1]).mul(37).mod(96).div(4);
  for (const factor of [2, 4]) t.true(gradientError((y) => maxPool(y as Tensor4D, factor), [apart]) < 2e-3);
});

test('nearest upsampling repeats each pixel, and its gradient is the sum over the copies', (t) => {
  const x = tensorflow().tensor4d([1, 2], [1, 1, 2, 1]);
  t.deepEqual([...upsampleNearest(x, 2).dataSync()], [1, 1, 2, 2, 1, 1, 2, 2]);
  for (const factor of [2, 3])
    t.true(gradientError((y) => upsampleNearest(y as Tensor4D, factor), [images()]) < 2e-3);
});

test('bilinear upsampling keeps the corners, divides the way between them evenly, and has the right gradient', (t) => {
  const tf = tensorflow();
  const x = tf.tensor4d([0, 3, 6, 9], [1, 2, 2, 1]);
  const expected = [0, 1, 2, 3, 2, 3, 4, 5, 4, 5, 6, 7, 6, 7, 8, 9];
  t.true(difference(upsampleBilinear(x, 2), tf.tensor4d(expected, [1, 4, 4, 1])) < 1e-6);
  const one = tf.tensor4d([7], [1, 1, 1, 1]);
  t.deepEqual([...upsampleBilinear(one, 2).dataSync()], [7, 7, 7, 7]);
  for (const factor of [2, 4])
    t.true(gradientError((y) => upsampleBilinear(y as Tensor4D, factor), [images()]) < 2e-3);
});

test('BatchNorm by the batch has zero mean and unit variance, and the right gradients', (t) => {
  const tf = tensorflow();
  const x = images().mul(3).add(5) as Tensor4D;
  const { y } = batchNormByBatch(x, tf.ones([3]), tf.zeros([3]));
  const { mean, variance } = tf.moments(y, [0, 1, 2]);
  t.true(number(mean.abs().max()) < 1e-5);
  t.true(difference(variance, tf.ones([3])) < 1e-4);
  const inputs = [images(), normalTensor('gamma', [3]), normalTensor('beta', [3])];
  t.true(gradientError((a, gamma, beta) => batchNormByBatch(a as Tensor4D, gamma!, beta!).y, inputs) < 5e-3);
});

test('BatchNorm moves the running statistics a tenth of the way to the unbiased statistics of the batch', (t) => {
  const tf = tensorflow();
  const running = { mean: tf.tensor1d([1, 2, 3]), variance: tf.tensor1d([4, 5, 6]) };
  const { y, statistics } = batchNormByBatch(images(), tf.ones([3]), tf.zeros([3]), running);
  const { mean, variance } = tf.moments(images(), [0, 1, 2]);
  const count = 2 * 8 * 6;
  t.true(difference(statistics.mean, running.mean.mul(0.9).add(mean.mul(0.1))) < 1e-5);
  const unbiased = variance.mul(count / (count - 1));
  t.true(difference(statistics.variance, running.variance.mul(0.9).add(unbiased.mul(0.1))) < 1e-5);
  t.is(difference(y, batchNormByBatch(images(), tf.ones([3]), tf.zeros([3])).y), 0);
});

test('BatchNorm by running statistics is an affine map per channel', (t) => {
  const tf = tensorflow();
  const running = { mean: tf.tensor1d([1, 2, 3]), variance: tf.tensor1d([4, 5, 6]) };
  const gamma = normalTensor('gamma', [3]);
  const beta = normalTensor('beta', [3]);
  const expected = images().sub(running.mean).div(running.variance.add(1e-5).sqrt()).mul(gamma).add(beta);
  t.true(difference(batchNormByRunning(images(), gamma, beta, running), expected) < 1e-5);
});

test('binary cross-entropy from logits is right, also for logits that overflow exp, with its gradient', (t) => {
  const tf = tensorflow();
  const logits = tf.tensor1d([0, 200, -200, 200]);
  const target = tf.tensor1d([1, 1, 0, 0]);
  t.true(Math.abs(number(meanBce(logits, target)) - (Math.LN2 + 200) / 4) < 1e-4);
  const mask = images('mask').greater(0).cast('float32');
  // Scaled up, so that the mean's small gradient stands out of the rounding.
  t.true(gradientError((x) => meanBce(x!, mask).mul(1000), [images()]) < 5e-3);
});

test('the L1 and least-squares losses have the right values and gradients', (t) => {
  const tf = tensorflow();
  t.is(number(meanAbsoluteErrorLoss(tf.tensor1d([1, -2, 3]), tf.tensor1d([1, 2, 1]))), 2);
  t.is(number(leastSquares(tf.tensor1d([1, 3]), 1)), 2);
  const apart = images('target').sign().mul(10);
  t.true(gradientError((x) => meanAbsoluteErrorLoss(x!, apart).mul(100), [images()]) < 5e-3);
  t.true(gradientError((x) => leastSquares(x!, 1).mul(100), [images()]) < 5e-3);
});

test('the L1 loss has no gradient where prediction and target are equal', (t) => {
  const tf = tensorflow();
  const target = tf.tensor1d([1, 2, 3]);
  const gradient = tf.grad((x) => meanAbsoluteErrorLoss(x, target))(tf.tensor1d([1, 2, 6]));
  const [first, second, third] = gradient.dataSync();
  t.deepEqual([first, second], [0, 0]);
  t.true(Math.abs(third! - 1 / 3) < 1e-7);
});
