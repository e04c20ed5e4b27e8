import type { Layer } from '../layers/layer.js';

export type OutputShape = readonly [height: number, width: number, channels: number];

/** Shape of each layer's output for one square image of `side` pixels. */
export function outputShapes(layers: readonly Layer[], side: number): readonly OutputShape[] {
  const sides: number[] = [];
  for (const layer of layers) {
    const [input] = layer.inputs;
    sides.push(input === undefined ? side : outputSide(layer, sides[input]!));
  }
  return layers.map(({ channels }, place): OutputShape => [sides[place]!, sides[place]!, channels]);
}

function outputSide(layer: Layer, side: number): number {
  switch (layer.op) {
    case 'convolution': {
      const extent = layer.dilation * (layer.side - 1) + 1;
      return Math.floor((side + 2 * layer.padding - extent) / layer.stride) + 1;
    }
    case 'max-pool':
      return Math.floor(side / layer.factor);
    case 'upsample':
      return side * layer.factor;
    default:
      return side;
  }
}
