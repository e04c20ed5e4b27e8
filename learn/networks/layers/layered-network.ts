import type { Network } from '../network.js';
import type { Layer } from './layer.js';
import { layerVariables } from './layer-variables.js';
import { reaches } from './receptive-field.js';
import { inferLayers, runLayers } from './run-layers.js';

/** The network that consists of these layers. */
export function layeredNetwork(layers: readonly Layer[]): Network {
  return {
    layers,
    variables: layerVariables(layers),
    stride: strideOf(layers),
    forward: (variables, x, batchNorm) => runLayers(layers, variables, x, batchNorm),
    infer: (variables, x) => inferLayers(layers, variables, x),
  };
}

/** What is upsampled meets features of the size that it had, so all sides on the way down must be whole. */
function strideOf(layers: readonly Layer[]): number {
  if (!layers.some(({ op }) => op === 'upsample')) return 1;
  return Math.max(...reaches(layers).map(({ jump }) => jump));
}

/** Whether two networks whose variables have the same names and shapes, but for the head's, do the same with them. */
export function sameWiring(a: Network, b: Network): boolean {
  return JSON.stringify(a.layers, withoutFills) === JSON.stringify(b.layers, withoutFills);
}

/** What initial values are drawn from, and numbers of channels, do not count. */
function withoutFills(name: string, value: unknown): unknown {
  return ['filter', 'bias', 'gamma', 'channels'].includes(name) ? undefined : value;
}
