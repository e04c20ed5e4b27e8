import type { Fill } from '../initial-values.js';
import type { Layer, Operation, Upsampling } from './layer.js';

/** What a layer gives, while a network is being put together. */
export interface Features {
  /** Place of the layer in the list. */
  readonly layer: number;
  readonly channels: number;
}

/** How a variable is filled, by the number of inputs that one output is the sum of. */
export type FillByFanIn = (fanIn: number) => Fill;

export interface ConvolutionOptions {
  readonly side: number;
  /** Output channels. */
  readonly to: number;
  readonly stride?: number;
  readonly dilation?: number;
  /** Where not given, as much as keeps the image's size at stride 1; the filter's side must then be odd. */
  readonly padding?: number;
  readonly filter: FillByFanIn;
  /** No bias where not given. */
  readonly bias?: FillByFanIn;
}

/** Makes a list of layers, one call for each; the last one gives the network's output. */
export class LayerBuilder {
  readonly layers: Layer[] = [];

  input(channels: number): Features {
    return this.#add({ op: 'input' }, [], channels);
  }

  convolution(x: Features, name: string, options: ConvolutionOptions): Features {
    const { side, to, stride = 1, dilation = 1, filter, bias } = options;
    const { padding = (dilation * (side - 1)) / 2 } = options;
    const fanIn = side * side * x.channels;
    const fills = { filter: filter(fanIn), bias: bias?.(fanIn) };
    return this.#add({ op: 'convolution', name, side, stride, dilation, padding, ...fills }, [x], to);
  }

  /** BatchNorm that begins with scale 1; its running statistics are kept. */
  norm(x: Features, name: string): Features {
    return this.#add({ op: 'norm', name, gamma: { constant: 1 }, keepsStatistics: true }, [x], x.channels);
  }

  /** BatchNorm by the batch only. */
  batchOnlyNorm(x: Features, name: string, gamma: Fill): Features {
    return this.#add({ op: 'norm', name, gamma, keepsStatistics: false }, [x], x.channels);
  }

  relu(x: Features): Features {
    return this.#add({ op: 'relu' }, [x], x.channels);
  }

  leakyRelu(x: Features, slope: number): Features {
    return this.#add({ op: 'leaky-relu', slope }, [x], x.channels);
  }

  maxPool(x: Features, factor: number): Features {
    return this.#add({ op: 'max-pool', factor }, [x], x.channels);
  }

  /** The features themselves where the factor is 1. */
  upsample(x: Features, factor: number, method: Upsampling['method']): Features {
    return factor === 1 ? x : this.#add({ op: 'upsample', factor, method }, [x], x.channels);
  }

  add(terms: readonly Features[]): Features {
    return this.#add({ op: 'add' }, terms, terms[0]!.channels);
  }

  concat(parts: readonly Features[]): Features {
    const channels = parts.reduce((sum, part) => sum + part.channels, 0);
    return this.#add({ op: 'concat' }, parts, channels);
  }

  #add(operation: Operation, inputs: readonly Features[], channels: number): Features {
    this.layers.push({ ...operation, inputs: inputs.map(({ layer }) => layer), channels });
    return { layer: this.layers.length - 1, channels };
  }
}
