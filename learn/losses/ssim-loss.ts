import { ssimC1, ssimC2, ssimWindow, ssimWindowSide } from '../metrics/ssim-constants.js';
import { defineKernel } from '../runtime/define-kernel.js';
import { type Scalar, type Tensor, type Tensor4D, tensorflow } from '../runtime/tensorflow.js';

/**
 * 1 − SSIM of images [n, h, w, 1] (Wang et al. 2004), as the mean over all places of the 11 × 11 Gaussian window
 * that lie inside the images, for intensities whose range is 1. Symmetric; 0 for equal images. Differentiated by the
 * first image only.
 */
export function ssimLoss(x: Tensor4D, target: Tensor4D): Scalar {
  return kernel({ x, target }, {})[0] as Scalar;
}

const kernel = defineKernel<{ x: Tensor; target: Tensor }, object>({
  name: 'SsimLoss',
  forward: ({ x, target }) =>
    tensorflow().tidy(() => {
      const { similarity } = statistics(x as Tensor4D, target as Tensor4D);
      return similarity.mean().neg().add(1);
    }),
  savedInputs: ['x', 'target'],
  gradients: (dy, [x, target]) => ({
    x: () => tensorflow().tidy(() => gradient(x as Tensor4D, target as Tensor4D).mul(dy)),
  }),
});

/** Local statistics by the window, and with them (A₁ A₂) / (B₁ B₂), the similarity. */
function statistics(x: Tensor4D, y: Tensor4D) {
  const tf = tensorflow();
  const blurred = blurSwapped(tf.concat([x, y, x.square(), y.square(), x.mul(y)], 0));
  const [meanX, meanY, squareX, squareY, product] = tf.split(blurred, 5, 0) as Tensor4D[];
  const means = meanX!.mul(meanY!);
  const squares = [meanX!.square(), meanY!.square()] as const;
  const a1 = means.mul(2).add(ssimC1);
  const a2 = product!.sub(means).mul(2).add(ssimC2);
  const b1 = squares[0].add(squares[1]).add(ssimC1);
  const b2 = squareX!.sub(squares[0]).add(squareY!.sub(squares[1])).add(ssimC2);
  const inverse = b1.mul(b2).reciprocal();
  return { meanX: meanX!, meanY: meanY!, a1, a2, b1, b2, inverse, similarity: a1.mul(a2).mul(inverse) };
}

/**
 * The similarity depends on x by way of three windowed means: of x, x² and xy. Its derivatives by them go back
 * through the window's transpose, and then to x by 1, 2x and y.
 */
function gradient(x: Tensor4D, y: Tensor4D): Tensor {
  const tf = tensorflow();
  const { meanX, meanY, a1, a2, b1, b2, inverse, similarity } = statistics(x, y);
  const byProduct = a1.mul(inverse).mul(2);
  const bySquare = similarity.div(b2).neg();
  const byMean = meanY
    .mul(a2.sub(a1).mul(inverse))
    .sub(meanX.mul(similarity).mul(b1.reciprocal().sub(b2.reciprocal())))
    .mul(2);
  const spread = blurTransposed(tf.concat([byMean, bySquare, byProduct] as Tensor4D[], 0));
  const [direct, square, product] = tf.split(spread, 3, 0) as Tensor4D[];
  const sum = direct!.add(x.mul(square!).mul(2)).add(y.mul(product!));
  return sum.mul(-1 / similarity.size);
}

/**
 * Windowed means at all places inside the images, 10 rows and columns fewer, with rows and columns swapped: each side
 * is convolved while the other one takes the place of channels, which is several times as fast as a convolution of
 * images that have one channel.
 */
function blurSwapped(x: Tensor4D): Tensor4D {
  const [count, height, width] = x.shape;
  const down = convolveRows(x.reshape([count, height, 1, width]));
  const across = convolveRows(down.transpose<Tensor4D>([0, 3, 2, 1]));
  return across.transpose([0, 1, 3, 2]);
}

/** Windowed means along the first side of x [n, side, 1, channels]. */
function convolveRows(x: Tensor4D): Tensor4D {
  const channels = x.shape[3];
  const filter = ssimWindow.flatMap((weight) => new Array<number>(channels).fill(weight));
  const tf = tensorflow();
  return tf.depthwiseConv2d(x, tf.tensor4d(filter, [ssimWindowSide, 1, channels, 1]), 1, 'valid');
}

/** The transpose of `blurSwapped`, the window being symmetric: from swapped maps to images. */
function blurTransposed(x: Tensor4D): Tensor4D {
  const margin: [number, number] = [ssimWindowSide - 1, ssimWindowSide - 1];
  return blurSwapped(tensorflow().pad(x, [[0, 0], margin, margin, [0, 0]]));
}
