import { conv2dOfParts, type ImagePart, joinParts } from '../../runtime/kernels/conv2d-of-parts.js';
import { leakyRelu } from '../../runtime/kernels/leaky-relu.js';
import { maxPool } from '../../runtime/kernels/max-pool.js';
import { relu } from '../../runtime/kernels/relu.js';
import { upsampleBilinear } from '../../runtime/kernels/upsample.js';
import { type Tensor4D, type Tensors, tensorflow } from '../../runtime/tensorflow.js';
import { type BatchNorm, byRunning } from '../batch-norm.js';
import type { Layer } from './layer.js';

/** A layer's output: enlarged and joined parts stay apart, because a convolution takes them faster so. */
type Output = readonly ImagePart[];

/** What the last layer makes of the images x [n, h, w, in], given the variables by name. */
export function runLayers(
  layers: readonly Layer[],
  variables: Tensors,
  x: Tensor4D,
  batchNorm: BatchNorm,
): Tensor4D {
  const outputs: Output[] = [];
  for (const layer of layers) {
    const inputs = layer.inputs.map((place) => outputs[place]!);
    outputs.push(layer.op === 'input' ? whole(x) : runLayer(layer, inputs, variables, batchNorm));
  }
  return joinParts(outputs.at(-1)!);
}

/**
 * The same, normalised by running statistics and without a gradient: features are freed as soon as no later layer
 * takes them, so that large images need the memory of a few layers and not of all.
 */
export function inferLayers(layers: readonly Layer[], variables: Tensors, x: Tensor4D): Tensor4D {
  const lastTaker = new Map(layers.flatMap(({ inputs }, taker) => inputs.map((place) => [place, taker])));
  const outputs: Output[] = [];
  const holders = new Map<Tensor4D, number>([[x, 1]]);
  const hold = ({ image }: ImagePart) => void holders.set(image, (holders.get(image) ?? 0) + 1);
  const release = ({ image }: ImagePart) => {
    const left = holders.get(image)! - 1;
    holders.set(image, left);
    if (left === 0) image.dispose();
  };
  for (const [index, layer] of layers.entries()) {
    const inputs = layer.inputs.map((place) => outputs[place]!);
    let output = whole(x);
    if (layer.op !== 'input') {
      tensorflow().tidy(() => {
        output = runLayer(layer, inputs, variables, byRunning);
        return output.map(({ image }) => image);
      });
    }
    output.forEach(hold);
    outputs.push(output);
    for (const place of new Set(layer.inputs)) {
      if (lastTaker.get(place) === index) outputs[place]!.forEach(release);
    }
  }
  return joinParts(outputs.at(-1)!);
}

function runLayer(
  layer: Exclude<Layer, { op: 'input' }>,
  inputs: readonly Output[],
  variables: Tensors,
  batchNorm: BatchNorm,
): Output {
  switch (layer.op) {
    case 'convolution': {
      const filter = variables[`${layer.name}.filter`]!;
      return whole(conv2dOfParts(inputs[0]!, filter, variables[`${layer.name}.bias`], layer));
    }
    case 'concat': {
      const parts = inputs.flat();
      return parts.some(({ factor }) => factor > 1) ? parts : whole(joinParts(parts));
    }
    case 'upsample':
      if (layer.method === 'nearest') {
        return inputs[0]!.map(({ image, factor }) => ({ image, factor: factor * layer.factor }));
      }
  }
  const images = inputs.map(joinParts);
  const x = images[0]!;
  switch (layer.op) {
    case 'norm':
      return whole(batchNorm(x, layer.name, variables));
    case 'relu':
      return whole(relu(x));
    case 'leaky-relu':
      return whole(leakyRelu(x, layer.slope));
    case 'max-pool':
      return whole(maxPool(x, layer.factor));
    case 'upsample':
      return whole(upsampleBilinear(x, layer.factor));
    case 'add':
      // One after the other: the order in which TensorFlow's AddN sums depends on which memory it can use again.
      return whole(images.slice(1).reduce((sum, image) => sum.add(image), x));
  }
}

function whole(image: Tensor4D): Output {
  return [{ image, factor: 1 }];
}
