import { elementCount } from '../../weights/named-arrays.js';
import type { Layer } from '../layers/layer.js';
import { variablesOf } from '../layers/layer-variables.js';
import { reaches, receptiveField } from '../layers/receptive-field.js';
import { type Network, parameterCount } from '../network.js';
import { type OutputShape, outputShapes } from './output-shapes.js';
import { type TrainingMemory, trainingMemory } from './training-memory.js';

export interface LayerDescription {
  /** Its variables' names begin with it; empty where it has none. */
  readonly name: string;
  readonly operation: string;
  readonly output: OutputShape;
  /** Trained numbers. */
  readonly parameters: number;
  /** Side in pixels of the part of the image that a pixel of the output depends on. */
  readonly receptiveField: number;
}

export interface NetworkDescription {
  readonly layers: readonly LayerDescription[];
  readonly parameters: number;
  readonly receptiveField: number;
  readonly stride: number;
  readonly memoryBytes: TrainingMemory;
}

/** A network as it would train on batches of square images of `side` pixels, a multiple of its stride. */
export function describeNetwork(
  network: Network,
  { side, batch }: { readonly side: number; readonly batch: number },
): NetworkDescription {
  const { layers, stride } = network;
  const shapes = outputShapes(layers, side);
  const fields = reaches(layers);
  return {
    layers: layers.map((layer, place) => ({
      name: 'name' in layer ? layer.name : '',
      operation: operationText(layer),
      output: shapes[place]!,
      parameters: variablesOf(layer, layers)
        .filter(({ kind }) => kind === 'weight')
        .reduce((count, { shape }) => count + elementCount(shape), 0),
      receptiveField: fields[place]!.size,
    })),
    parameters: parameterCount(network),
    receptiveField: receptiveField(layers),
    stride,
    memoryBytes: trainingMemory(network, shapes, batch),
  };
}

function operationText(layer: Layer): string {
  switch (layer.op) {
    case 'convolution': {
      const { side, stride, dilation } = layer;
      const more = [
        ...(stride > 1 ? [`stride ${stride}`] : []),
        ...(dilation > 1 ? [`dilation ${dilation}`] : []),
      ];
      return [`${side} × ${side} convolution`, ...more].join(', ');
    }
    case 'norm':
      return 'batch norm';
    case 'max-pool':
      return `max-pool ${layer.factor}`;
    case 'upsample':
      return `${layer.method} upsampling ${layer.factor}`;
    case 'relu':
      return 'ReLU';
    case 'leaky-relu':
      return `leaky ReLU ${layer.slope}`;
    default:
      return layer.op;
  }
}
