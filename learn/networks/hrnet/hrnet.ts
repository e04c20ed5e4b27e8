import { type Fill, kaimingNormal } from '../initial-values.js';
import { type Features, LayerBuilder } from '../layers/layer-builder.js';
import { layeredNetwork } from '../layers/layered-network.js';
import type { Network } from '../network.js';
import type { HrnetPreset } from './presets.js';

export interface HrnetOptions extends HrnetPreset {
  /** By how much smaller than the image the highest resolution is: 4 in the published network. */
  readonly stemStride: 1 | 2 | 4;
  /** Input channels; 1 where not given. */
  readonly inputs?: number;
  /** Output channels; 1 where not given. */
  readonly outputs?: number;
}

const stemWidth = 64;

/**
 * HRNet V2 (Sun et al. 2019, Wang et al. 2020): branches of width C, 2C, 4C and 8C at 1/4, 1/8, 1/16 and 1/32 of the
 * image's size, which exchange what they know at the end of each module, then all of them upsampled, joined, and
 * brought to the image's size. Sides must be multiples of 8 · `stemStride`. Bilinear upsampling keeps the corners in
 * place. BatchNorm moves running statistics by 0.1, as in the residual U-Net, where the authors of HRNet use 0.01.
 *
 * Names of layers, with counts that begin at 0, except stages, and layers within a block, which begin at 1:
 * - `stem.conv1`, `stem.norm1`, `stem.conv2`, `stem.norm2`;
 * - `stage1.<block>` with `.conv1 .norm1 .conv2 .norm2 .conv3 .norm3`, and in the first `.shortcut .shortcutNorm`;
 * - `transition<stage>.<branch>` with `.conv .norm`: what a stage after the first changes or adds at its beginning;
 * - `stage<stage>.<module>.<branch>.<block>` with `.conv1 .norm1 .conv2 .norm2`;
 * - `stage<stage>.<module>.fuse.<from>to<to>` with `.conv<i> .norm<i>`: from one branch to another;
 * - `decoder.conv`, `decoder.norm`, `head`. Only `decoder.conv` and `head` have a bias.
 */
export function hrnet({ inputs = 1, outputs = 1, stemStride, ...preset }: HrnetOptions): Network {
  const builder = new LayerBuilder();
  const net = new Blocks(builder);
  let x = net.conv(builder.input(inputs), 'stem', 1, {
    side: 3,
    to: stemWidth,
    stride: stemStride > 1 ? 2 : 1,
  });
  x = net.conv(x, 'stem', 2, { side: 3, to: stemWidth, stride: stemStride > 2 ? 2 : 1 });
  for (let block = 0; block < preset.bottlenecks; block++) {
    x = net.bottleneck(x, `stage1.${block}`, preset.bottleneckWidth);
  }
  let branches = [x];
  for (const [index, modules] of preset.modules.entries()) {
    const stage = index + 2;
    branches = net.transition(branches, `transition${stage}`, preset.width);
    for (let module = 0; module < modules; module++) {
      branches = net.module(branches, `stage${stage}.${module}`, preset.blocks);
    }
  }
  const joined = builder.concat(
    branches.map((branch, index) => builder.upsample(branch, 2 ** index, 'bilinear')),
  );
  const biased = { side: 1, filter: kaimingNormal, bias: zero };
  const decoded = builder.convolution(joined, 'decoder.conv', { ...biased, to: joined.channels });
  const features = builder.relu(builder.norm(decoded, 'decoder.norm'));
  const output = builder.convolution(features, 'head', { ...biased, to: outputs });
  builder.upsample(output, stemStride, 'bilinear');
  return layeredNetwork(builder.layers);
}

const zero = (): Fill => ({ constant: 0 });

interface ConvOptions {
  readonly side: 1 | 3;
  readonly to: number;
  readonly stride?: number;
}

/** The building blocks; each adds its layers and gives its output. */
class Blocks {
  readonly #net: LayerBuilder;

  constructor(net: LayerBuilder) {
    this.#net = net;
  }

  /** Convolution `name.conv<index>`, BatchNorm, ReLU. */
  conv(x: Features, name: string, index: number | '', options: ConvOptions): Features {
    return this.#net.relu(this.#linear(x, name, index, options));
  }

  bottleneck(x: Features, name: string, width: number): Features {
    const to = 4 * width;
    const first = this.conv(x, name, 1, { side: 1, to: width });
    const second = this.conv(first, name, 2, { side: 3, to: width });
    const residual = this.#linear(second, name, 3, { side: 1, to });
    if (x.channels === to) return this.#relu([residual, x]);
    const shortcut = this.#net.convolution(x, `${name}.shortcut`, { side: 1, to, filter: kaimingNormal });
    return this.#relu([residual, this.#net.norm(shortcut, `${name}.shortcutNorm`)]);
  }

  /** Gives the branches their widths, and adds one of half the lowest resolution. */
  transition(branches: readonly Features[], name: string, width: number): Features[] {
    const changed = branches.map((branch, index) => {
      const to = width * 2 ** index;
      return branch.channels === to ? branch : this.conv(branch, `${name}.${index}`, '', { side: 3, to });
    });
    const to = width * 2 ** branches.length;
    const added = this.conv(branches.at(-1)!, `${name}.${branches.length}`, '', { side: 3, to, stride: 2 });
    return [...changed, added];
  }

  module(branches: readonly Features[], name: string, blocks: number): Features[] {
    const worked = branches.map((branch, index) => {
      let x = branch;
      for (let block = 0; block < blocks; block++) x = this.#basicBlock(x, `${name}.${index}.${block}`);
      return x;
    });
    return worked.map((_, to) =>
      this.#relu(worked.map((_, from) => this.#exchange(worked, `${name}.fuse.${from}to${to}`, from, to))),
    );
  }

  #basicBlock(x: Features, name: string): Features {
    const options = { side: 3, to: x.channels } as const;
    return this.#relu([this.#linear(this.conv(x, name, 1, options), name, 2, options), x]);
  }

  /** What branch `from` tells branch `to`, in the size and width of that one. */
  #exchange(branches: readonly Features[], name: string, from: number, to: number): Features {
    let x = branches[from]!;
    const target = branches[to]!.channels;
    if (from > to) {
      const narrowed = this.#linear(x, name, 1, { side: 1, to: target });
      return this.#net.upsample(narrowed, 2 ** (from - to), 'bilinear');
    }
    for (let step = 1; step < to - from; step++) {
      x = this.conv(x, name, step, { side: 3, to: x.channels, stride: 2 });
    }
    return from === to ? x : this.#linear(x, name, to - from, { side: 3, to: target, stride: 2 });
  }

  #linear(x: Features, name: string, index: number | '', options: ConvOptions): Features {
    const sum = this.#net.convolution(x, `${name}.conv${index}`, { ...options, filter: kaimingNormal });
    return this.#net.norm(sum, `${name}.norm${index}`);
  }

  #relu(terms: readonly Features[]): Features {
    return this.#net.relu(this.#net.add(terms));
  }
}
