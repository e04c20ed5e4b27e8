import { defineKernel } from '../define-kernel.js';
import { float32, type OperationAttributes, operationOutputs } from '../operation.js';
import { type Tensor, type Tensor4D, tensorflow } from '../tensorflow.js';

/** Mean and variance per channel [c]. */
export interface Statistics {
  readonly mean: Tensor;
  readonly variance: Tensor;
}

export interface NormalizedBatch {
  readonly y: Tensor4D;
  /** The given running statistics moved towards the batch's; the batch's own where none were given. */
  readonly statistics: Statistics;
}

/** PyTorch's defaults, with which the published networks were trained. */
const epsilon = 1e-5;
const runningStatisticsRate = 0.1;

/**
 * Batch normalisation of x [n, h, w, c] by the batch's own statistics, scaled by gamma [c] and shifted by beta [c]
 * (Ioffe & Szegedy 2015). Running statistics are a moving average, new = 0.9 · old + 0.1 · batch, of the batch's
 * mean and its unbiased variance; nothing is differentiated through them.
 */
export function batchNormByBatch(
  x: Tensor4D,
  gamma: Tensor,
  beta: Tensor,
  running?: Statistics,
): NormalizedBatch {
  const rate = running ? runningStatisticsRate : 1;
  const none = running ? undefined : tensorflow().tensor1d([], 'float32');
  const mean = running?.mean ?? none!;
  const variance = running?.variance ?? none!;
  const [y, newMean, newVariance] = byBatch({ x, gamma, beta, mean, variance }, { rate });
  none?.dispose();
  return { y: y as Tensor4D, statistics: { mean: newMean!, variance: newVariance! } };
}

/** Batch normalisation of x [n, h, w, c] by the running statistics, as at inference and in frozen layers. */
export function batchNormByRunning(x: Tensor4D, gamma: Tensor, beta: Tensor, running: Statistics): Tensor4D {
  return byRunning({ x, gamma, beta, ...running }, {})[0] as Tensor4D;
}

const byRunning = defineKernel<
  { x: Tensor; gamma: Tensor; beta: Tensor; mean: Tensor; variance: Tensor },
  object
>({
  name: 'BatchNormByRunning',
  forward(inputs) {
    const { x, gamma, beta, mean, variance } = inputs;
    const attributes = { ...commonAttributes(false), exponential_avg_factor: { float: 1 } };
    const [y, ...others] = operationOutputs(
      'FusedBatchNormV3',
      attributes,
      [x, gamma, beta, mean, variance],
      6,
    );
    for (const other of others) other.dispose();
    return y!;
  },
  savedInputs: ['x', 'gamma', 'mean', 'variance'],
  gradients: (dy, [x, gamma, mean, variance]) =>
    gradientsOf(false, [dy, x!, gamma!, mean!, variance!, tensorflow().scalar(0)]),
});

const byBatch = defineKernel<
  { x: Tensor; gamma: Tensor; beta: Tensor; mean: Tensor; variance: Tensor },
  { readonly rate: number }
>({
  name: 'BatchNorm',
  forward({ x, gamma, beta, mean, variance }, { rate }) {
    const attributes = { ...commonAttributes(true), exponential_avg_factor: { float: rate } };
    return operationOutputs('FusedBatchNormV3', attributes, [x, gamma, beta, mean, variance], 6);
  },
  savedInputs: ['x', 'gamma'],
  // The last three are TensorFlow's reserve spaces: the batch's statistics as its gradient wants them.
  savedOutputs: [false, false, false, true, true, true],
  gradients: (dy, [x, gamma, ...reserve]) => gradientsOf(true, [dy, x!, gamma!, ...reserve]),
});

function gradientsOf(training: boolean, inputs: readonly Tensor[]) {
  const [dx, dGamma, dBeta, ...empty] = operationOutputs(
    'FusedBatchNormGradV3',
    commonAttributes(training),
    inputs,
    5,
  );
  for (const tensor of empty) tensor.dispose();
  return { x: () => dx!, gamma: () => dGamma!, beta: () => dBeta! };
}

function commonAttributes(training: boolean): OperationAttributes {
  return {
    T: float32,
    U: float32,
    epsilon: { float: epsilon },
    data_format: { string: 'NHWC' },
    is_training: { bool: training },
  };
}
