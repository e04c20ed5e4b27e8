import test from 'ava';
import { gradientError, normalTensor, number } from '../../testing/gradient-check.test-helper.js';
import { loadTensorFlow, type Tensor, type Tensor4D, tensorflow } from '../tensorflow.js';
import { conv2d } from './conv2d.js';
import { conv2dOfParts, joinParts } from './conv2d-of-parts.js';

test.before(async () => void (await loadTensorFlow()));

for (const [what, factor, side, options] of [
  ['a 3 × 3 filter', 2, 3, { padding: 1 }],
  ['a dilated filter whose taps are whole blocks apart', 2, 3, { padding: 2, dilation: 2 }],
  ['a filter whose taps are two blocks apart', 2, 3, { padding: 4, dilation: 4 }],
  ['a filter whose taps are no whole blocks apart', 2, 3, { padding: 3, dilation: 3 }],
  ['a 1 × 1 filter', 2, 1, { padding: 0 }],
  ['a part that is three times smaller', 3, 3, { padding: 1 }],
  ['a part that is four times smaller, with taps whole blocks apart', 4, 3, { padding: 4, dilation: 4 }],
  ['a filter with stride', 2, 3, { padding: 1, stride: 2 }],
] as const) {
  test(`the convolution of parts is that of the image which they make: ${what}`, (t) => {
    const tf = tensorflow();
    const skip = normalTensor<Tensor4D>('skip', [2, 6 * factor, 4 * factor, 2]);
    const low = normalTensor<Tensor4D>('low', [2, 6, 4, 3]);
    const filter = normalTensor<Tensor>('filter', [side, side, 5, 4]);
    const bias = normalTensor<Tensor>('bias', [4]);
    const parts = (a: Tensor, b: Tensor) => [
      { image: a as Tensor4D, factor: 1 },
      { image: b as Tensor4D, factor },
    ];
    const difference = tf.tidy(() => {
      const expected = conv2d(joinParts(parts(skip, low)), filter, bias, options);
      return number(conv2dOfParts(parts(skip, low), filter, bias, options).sub(expected).abs().max());
    });
    t.true(difference < 1e-5, `differs by ${difference}`);
    const convolve = (a: Tensor, b: Tensor, f: Tensor, c: Tensor) =>
      conv2dOfParts(parts(a, b), f, c, options);
    t.true(gradientError(convolve as (...inputs: Tensor[]) => Tensor, [skip, low, filter, bias]) < 1e-2);
    tf.dispose([skip, low, filter, bias]);
  });
}
