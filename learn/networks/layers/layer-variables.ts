import type { NetworkVariable } from '../network.js';
import type { Layer } from './layer.js';

/** The variables of all layers, in their order. */
export function layerVariables(layers: readonly Layer[]): NetworkVariable[] {
  return layers.flatMap((layer) => variablesOf(layer, layers));
}

/** The variables of one layer of a list. */
export function variablesOf(layer: Layer, layers: readonly Layer[]): NetworkVariable[] {
  if (layer.op === 'convolution') {
    const { name, side, filter, bias, channels } = layer;
    const from = layers[layer.inputs[0]!]!.channels;
    const part = partOf(name);
    return [
      { name: `${name}.filter`, shape: [side, side, from, channels], kind: 'weight', part, fill: filter },
      ...(bias
        ? [{ name: `${name}.bias`, shape: [channels], kind: 'weight', part, fill: bias } as const]
        : []),
    ];
  }
  if (layer.op === 'norm') {
    const { name, gamma, keepsStatistics, channels } = layer;
    const variable = (suffix: string, kind: NetworkVariable['kind'], fill: NetworkVariable['fill']) => ({
      name: `${name}.${suffix}`,
      shape: [channels],
      kind,
      part: partOf(name),
      fill,
    });
    return [
      variable('gamma', 'weight', gamma),
      variable('beta', 'weight', { constant: 0 }),
      ...(keepsStatistics
        ? [variable('mean', 'statistic', { constant: 0 }), variable('variance', 'statistic', { constant: 1 })]
        : []),
    ];
  }
  return [];
}

/** The first word of a layer's name tells its part: `head`, `decoder`, and anything else is the encoder. */
export function partOf(name: string): NetworkVariable['part'] {
  const first = name.split('.', 1)[0];
  return first === 'head' || first === 'decoder' ? first : 'encoder';
}
