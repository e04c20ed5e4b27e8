import { type Scalar, type Tensor4D, type Tensors, tensorflow } from '../runtime/tensorflow.js';
import type { BatchNorm } from './batch-norm.js';
import type { Network } from './network.js';

/**
 * For the output columns `first` … `first + count − 1` of images [`height`, `width`], the number of input columns that
 * each depends on, found by back-propagating an impulse from each through the real network. Filters are positive, so
 * that no two ways cancel out, and BatchNorm does nothing. Max-pooling sends the gradient to the largest pixel of a
 * block: on images that fall from left to right that is its leftmost pixel, on images that rise its rightmost.
 */
export function supportOfColumns(
  network: Network,
  size: { readonly height: number; readonly width: number },
  columns: { readonly first: number; readonly count: number },
): number[] {
  const left = outermostColumns(network, size, columns, 'falling').map(([first]) => first);
  const right = outermostColumns(network, size, columns, 'rising').map(([, last]) => last);
  return left.map((first, index) => right[index]! - first + 1);
}

/** First and last input column with a gradient, for each of the output columns. */
function outermostColumns(
  network: Network,
  { height, width }: { readonly height: number; readonly width: number },
  { first, count }: { readonly first: number; readonly count: number },
  slope: 'rising' | 'falling',
): [first: number, last: number][] {
  const tf = tensorflow();
  return tf.tidy(() => {
    const ramp = slope === 'rising' ? tf.range(1, width + 1) : tf.range(width, 0, -1);
    const channels = network.layers[0]!.channels;
    const image = ramp.div(width).reshape([1, 1, width, 1]);
    const x = image.tile([count, height, 1, channels]) as Tensor4D;
    const variables = positiveVariables(network);
    const gradient = tf.grad((input) => {
      const output = network.forward(variables, input as Tensor4D, unchanged);
      const [, outputHeight, outputWidth] = output.shape;
      const row = Math.floor(outputHeight / 2);
      const impulses = Array.from({ length: count }, (_, index) =>
        output.slice([index, row, first + index, 0], [1, 1, 1, 1]),
      );
      if (first + count > outputWidth) throw new Error('bug: the image is too small');
      return tf.addN(impulses).sum() as Scalar;
    })(x);
    const reached = gradient.abs().max([1, 3]).dataSync();
    return Array.from({ length: count }, (_, index): [number, number] => {
      const row = [...reached.subarray(index * width, (index + 1) * width)];
      const last = row.findLastIndex((value) => value > 0);
      return [row.findIndex((value) => value > 0), last];
    });
  });
}

const unchanged: BatchNorm = (x) => x;

function positiveVariables({ variables }: Network): Tensors {
  const tf = tensorflow();
  return Object.fromEntries(
    variables.map(({ name, shape }) => {
      // Divided by what it sums over, so that values neither overflow nor vanish in many layers.
      const [height = 1, width = 1, from = 1] = shape;
      return [name, tf.fill([...shape], name.endsWith('.filter') ? 1 / (height * width * from) : 0)];
    }),
  );
}
