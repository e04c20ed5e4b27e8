import { conv2d } from '../runtime/kernels/conv2d.js';
import { leakyRelu } from '../runtime/kernels/leaky-relu.js';
import type { Network, NetworkVariable } from './network.js';

export interface PatchGanOptions {
  /** Stride-2 convolutions; 3 make the receptive field of 70 pixels of the paper. */
  readonly layers: number;
  readonly baseFilters: number;
}

const filterSide = 4;

/**
 * The PatchGAN discriminator of pix2pix (Isola et al. 2017), from two channels, a network's input and an image, to
 * one score per patch. Every convolution is 4 × 4 with padding 1; the first and the last have a bias, the others
 * BatchNorm. It normalises by the batch only: it is dropped after training, so it keeps no running statistics.
 */
export function patchGan({ layers, baseFilters }: PatchGanOptions): Network {
  const convolutions = convolutionLayout(layers, baseFilters);
  return {
    variables: convolutions.flatMap(convolutionVariables),
    stride: 1,
    forward(variables, x, batchNorm) {
      let features = x;
      for (const { name, stride, normalized, last } of convolutions) {
        const bias = variables[`${name}.bias`];
        features = conv2d(features, variables[`${name}.filter`]!, bias, { stride, padding: 1 });
        if (normalized) features = batchNorm(features, `${name}.norm`, variables);
        if (!last) features = leakyRelu(features, 0.2);
      }
      return features;
    },
  };
}

/** Scores per side of a discriminator with so many layers for images of `side` pixels; below 1 they are too small. */
export function patchGanOutputSide(side: number, layers: number): number {
  let output = side;
  for (let layer = 0; layer < layers; layer++) output = Math.floor((output + 2 - filterSide) / 2) + 1;
  return output - 2;
}

interface Convolution {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly stride: number;
  readonly normalized: boolean;
  readonly last: boolean;
}

function convolutionLayout(layers: number, baseFilters: number): Convolution[] {
  const filters = (layer: number) => baseFilters * Math.min(2 ** layer, 8);
  const hidden = Array.from({ length: layers + 1 }, (_, layer) => ({
    name: `conv${layer}`,
    from: layer === 0 ? 2 : filters(layer - 1),
    to: filters(layer),
    stride: layer < layers ? 2 : 1,
    normalized: layer > 0,
    last: false,
  }));
  const score = { name: 'score', from: filters(layers), to: 1, stride: 1, normalized: false, last: true };
  return [...hidden, score];
}

function convolutionVariables({ name, from, to, normalized }: Convolution): NetworkVariable[] {
  const filter: NetworkVariable = {
    name: `${name}.filter`,
    shape: [filterSide, filterSide, from, to],
    kind: 'weight',
    fill: { normal: [0, 0.02] },
  };
  if (!normalized)
    return [filter, { name: `${name}.bias`, shape: [to], kind: 'weight', fill: { constant: 0 } }];
  return [
    filter,
    { name: `${name}.norm.gamma`, shape: [to], kind: 'weight', fill: { normal: [1, 0.02] } },
    { name: `${name}.norm.beta`, shape: [to], kind: 'weight', fill: { constant: 0 } },
  ];
}
