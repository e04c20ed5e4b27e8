import type { Fill } from './initial-values.js';
import { LayerBuilder } from './layers/layer-builder.js';
import { layeredNetwork } from './layers/layered-network.js';
import type { Network } from './network.js';

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
  const fill = (mean: number) => (): Fill => ({ normal: [mean, 0.02] });
  const zero = (): Fill => ({ constant: 0 });
  const options = { side: filterSide, padding: 1, filter: fill(0) };
  const net = new LayerBuilder();
  let x = net.input(2);
  for (let layer = 0; layer <= layers; layer++) {
    const to = baseFilters * Math.min(2 ** layer, 8);
    const stride = layer < layers ? 2 : 1;
    const name = `conv${layer}`;
    const isFirst = layer === 0;
    x = net.convolution(x, name, { ...options, to, stride, ...(isFirst && { bias: zero }) });
    if (!isFirst) x = net.batchOnlyNorm(x, `${name}.norm`, fill(1)());
    x = net.leakyRelu(x, 0.2);
  }
  net.convolution(x, 'head', { ...options, to: 1, bias: zero });
  return layeredNetwork(net.layers);
}

/** Scores per side of a discriminator with so many layers for images of `side` pixels; below 1 they are too small. */
export function patchGanOutputSide(side: number, layers: number): number {
  let output = side;
  for (let layer = 0; layer < layers; layer++) output = Math.floor((output + 2 - filterSide) / 2) + 1;
  return output - 2;
}
