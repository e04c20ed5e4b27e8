import type { Fill } from '../initial-values.js';

/**
 * One step of a network's forward pass, as data. Everything about a network is read from its list of layers: its
 * variables, its forward pass, and what is printed of it.
 */
export type Layer = Operation & {
  /** Places in the list of the layers whose outputs it takes; all come before it. */
  readonly inputs: readonly number[];
  /** Channels of its output. */
  readonly channels: number;
};

export type Operation =
  | { readonly op: 'input' }
  | Convolution
  | Normalization
  | { readonly op: 'relu' }
  | { readonly op: 'leaky-relu'; readonly slope: number }
  | Pooling
  | Upsampling
  | { readonly op: 'add' }
  | { readonly op: 'concat' };

/** A convolution with the variables `name.filter` [side, side, in, out] and, if it has one, `name.bias` [out]. */
export interface Convolution {
  readonly op: 'convolution';
  readonly name: string;
  readonly side: number;
  readonly stride: number;
  readonly dilation: number;
  /** Rows and columns of zeros added on each side. */
  readonly padding: number;
  readonly filter: Fill;
  readonly bias: Fill | undefined;
}

/** BatchNorm with the variables `name.gamma`, `name.beta` and, if it keeps them, `name.mean` and `name.variance`. */
export interface Normalization {
  readonly op: 'norm';
  readonly name: string;
  readonly gamma: Fill;
  readonly keepsStatistics: boolean;
}

/** The largest of each block of `factor` × `factor` pixels. */
export interface Pooling {
  readonly op: 'max-pool';
  readonly factor: number;
}

export interface Upsampling {
  readonly op: 'upsample';
  readonly factor: number;
  /** `bilinear`: the corners of both images coincide. */
  readonly method: 'nearest' | 'bilinear';
}
