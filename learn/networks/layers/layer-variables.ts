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
    const common = { kind: 'weight', part: partOf(name) } as const;
    const weights: NetworkVariable[] = [
      { ...common, name: `${name}.filter`, shape: [side, side, from, channels], trained: true, fill: filter },
    ];
    if (bias) {
      const trained = !isNormalized(layer, layers);
      weights.push({ ...common, name: `${name}.bias`, shape: [channels], trained, fill: bias });
    }
    return weights;
  }
  if (layer.op === 'norm') {
    const { name, gamma, keepsStatistics, channels } = layer;
    const variable = (suffix: string, kind: NetworkVariable['kind'], fill: NetworkVariable['fill']) => ({
      name: `${name}.${suffix}`,
      shape: [channels],
      kind,
      trained: kind === 'weight',
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

/** Whether BatchNorm is all that a layer's output goes to. */
function isNormalized(layer: Layer, layers: readonly Layer[]): boolean {
  const place = layers.indexOf(layer);
  const takers = layers.filter(({ inputs }) => inputs.includes(place));
  return takers.length > 0 && takers.every(({ op }) => op === 'norm');
}

/** The first word of a layer's name tells its part: `head`, `decoder`, and anything else is the encoder. */
export function partOf(name: string): NetworkVariable['part'] {
  const first = name.split('.', 1)[0];
  return first === 'head' || first === 'decoder' ? first : 'encoder';
}
