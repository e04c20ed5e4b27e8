import { fanInUniform, kaimingNormal } from '../initial-values.js';
import { type Features, LayerBuilder } from '../layers/layer-builder.js';
import { layeredNetwork } from '../layers/layered-network.js';
import type { Network } from '../network.js';

export interface ResidualUnetOptions {
  /** Filters at full resolution; each level down has twice as many. */
  readonly baseFilters: number;
  /** Dilation of each level from full resolution down to the bottleneck; one more than there are levels down. */
  readonly dilations: readonly number[];
  /** By how much each level down is smaller than the one above it; 2 where not given. */
  readonly pools?: readonly number[];
  /** Output channels; 1 where not given. */
  readonly outputs?: number;
}

/**
 * The residual U-Net of Sytwu et al. (2022) as Kazimi et al. (2024) use it, from one channel to `outputs` channels of
 * logits or intensities. Each level has one residual block on the way down and one on the way up, with one dilation;
 * levels are joined by max-pooling, nearest upsampling and skips.
 */
export function residualUnet({ baseFilters, dilations, pools, outputs = 1 }: ResidualUnetOptions): Network {
  const depth = dilations.length - 1;
  const factors = pools ?? new Array<number>(depth).fill(2);
  const net = new LayerBuilder();
  const block = (x: Features, name: string, level: number) =>
    residualBlock(net, x, name, baseFilters * 2 ** level, dilations[level]!);

  const skips: Features[] = [];
  let x = net.input(1);
  for (const [level, factor] of factors.entries()) {
    x = block(x, `encoder.${level}`, level);
    skips.push(x);
    x = net.maxPool(x, factor);
  }
  x = block(x, 'bottleneck', depth);
  for (let level = depth - 1; level >= 0; level--) {
    const up = net.upsample(x, factors[level]!, 'nearest');
    x = block(net.concat([skips[level]!, up]), `decoder.${level}`, level);
  }
  net.convolution(x, 'head', { side: 1, to: outputs, filter: fanInUniform, bias: fanInUniform });
  return layeredNetwork(net.layers);
}

/** Two 3 × 3 convolutions beside a 1 × 1 one, which is there even where the channels do not change. */
function residualBlock(net: LayerBuilder, x: Features, name: string, to: number, dilation: number): Features {
  const fills = { filter: kaimingNormal, bias: fanInUniform };
  const conv = (input: Features, index: number) => {
    const sum = net.convolution(input, `${name}.conv${index}`, { side: 3, to, dilation, ...fills });
    return net.norm(sum, `${name}.norm${index}`);
  };
  const residual = conv(net.relu(conv(x, 1)), 2);
  const shortcut = net.convolution(x, `${name}.shortcut`, { side: 1, to, ...fills });
  return net.relu(net.add([residual, shortcut]));
}
