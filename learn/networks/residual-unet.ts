import { conv2d } from '../runtime/kernels/conv2d.js';
import { maxPool2 } from '../runtime/kernels/max-pool.js';
import { relu } from '../runtime/kernels/relu.js';
import { upsample2 } from '../runtime/kernels/upsample.js';
import { type Tensor4D, type Tensors, tensorflow } from '../runtime/tensorflow.js';
import { type BatchNorm, runningStatistics } from './batch-norm.js';
import { type Fill, fanInUniform, kaimingNormal } from './initial-values.js';
import type { Network, NetworkVariable } from './network.js';

export interface ResidualUnetOptions {
  /** Filters at full resolution; each level down has twice as many. */
  readonly baseFilters: number;
  /** Dilation of each level from full resolution down to the bottleneck; one more than there are levels down. */
  readonly dilations: readonly number[];
}

/**
 * The residual U-Net of Sytwu et al. (2022) as Kazimi et al. (2024) use it, from one channel to one channel of
 * logits or intensities. Each level has one residual block on the way down and one on the way up, with one dilation;
 * levels are joined by 2 × 2 max-pooling, nearest upsampling and skips.
 */
export function residualUnet({ baseFilters, dilations }: ResidualUnetOptions): Network {
  const depth = dilations.length - 1;
  const filters = dilations.map((_, level) => baseFilters * 2 ** level);
  const blocks = blockLayout(filters);

  return {
    variables: [
      ...blocks.flatMap(({ name, from, to }) => residualBlockVariables(name, from, to)),
      ...convolutionVariables('head', 1, filters[0]!, 1, fanInUniform(filters[0]!)),
    ],
    stride: 2 ** depth,
    forward(variables, x, batchNorm) {
      const block = (name: string, input: Tensor4D, level: number) =>
        residualBlock(name, input, dilations[level]!, variables, batchNorm);
      const skips: Tensor4D[] = [];
      let features = x;
      for (let level = 0; level < depth; level++) {
        features = block(`encoder.${level}`, features, level);
        skips.push(features);
        features = maxPool2(features);
      }
      features = block('bottleneck', features, depth);
      for (let level = depth - 1; level >= 0; level--) {
        const joined = tensorflow().concat([skips[level]!, upsample2(features)], 3);
        features = block(`decoder.${level}`, joined, level);
      }
      return convolution('head', features, 0, 1, variables);
    },
  };
}

/** Names and channels of the residual blocks, in the order of the forward pass. */
function blockLayout(filters: readonly number[]) {
  const depth = filters.length - 1;
  const down = filters.slice(0, depth).map((to, level) => ({
    name: `encoder.${level}`,
    from: filters[level - 1] ?? 1,
    to,
  }));
  const up = filters
    .slice(0, depth)
    .map((to, level) => ({ name: `decoder.${level}`, from: to + filters[level + 1]!, to }))
    .reverse();
  return [...down, { name: 'bottleneck', from: filters[depth - 1]!, to: filters[depth]! }, ...up];
}

function residualBlockVariables(name: string, from: number, to: number): NetworkVariable[] {
  return [
    ...convolutionVariables(`${name}.conv1`, 3, from, to, kaimingNormal(9 * from)),
    ...normVariables(`${name}.norm1`, to),
    ...convolutionVariables(`${name}.conv2`, 3, to, to, kaimingNormal(9 * to)),
    ...normVariables(`${name}.norm2`, to),
    ...convolutionVariables(`${name}.shortcut`, 1, from, to, kaimingNormal(from)),
  ];
}

function convolutionVariables(
  name: string,
  side: number,
  from: number,
  to: number,
  fill: Fill,
): NetworkVariable[] {
  return [
    { name: `${name}.filter`, shape: [side, side, from, to], kind: 'weight', fill },
    { name: `${name}.bias`, shape: [to], kind: 'weight', fill: fanInUniform(side * side * from) },
  ];
}

function normVariables(name: string, channels: number): NetworkVariable[] {
  return [
    { name: `${name}.gamma`, shape: [channels], kind: 'weight', fill: { constant: 1 } },
    { name: `${name}.beta`, shape: [channels], kind: 'weight', fill: { constant: 0 } },
    ...runningStatistics(name, channels),
  ];
}

function residualBlock(
  name: string,
  x: Tensor4D,
  dilation: number,
  variables: Tensors,
  batchNorm: BatchNorm,
): Tensor4D {
  const conv = (layer: string, input: Tensor4D) =>
    convolution(`${name}.${layer}`, input, dilation, dilation, variables);
  const inner = relu(batchNorm(conv('conv1', x), `${name}.norm1`, variables));
  const residual = batchNorm(conv('conv2', inner), `${name}.norm2`, variables);
  return relu(residual.add(convolution(`${name}.shortcut`, x, 0, 1, variables)));
}

function convolution(
  name: string,
  x: Tensor4D,
  padding: number,
  dilation: number,
  variables: Tensors,
): Tensor4D {
  return conv2d(x, variables[`${name}.filter`]!, variables[`${name}.bias`], { padding, dilation });
}
