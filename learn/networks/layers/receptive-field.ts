import type { Layer } from './layer.js';

/** How a pixel of a layer's output lies on the image. */
export interface Reach {
  /** Side of the square of the image that it depends on, in pixels of the image. */
  readonly size: number;
  /** Distance of neighbouring pixels, in pixels of the image. */
  readonly jump: number;
}

/**
 * Receptive field of a network, in pixels, BatchNorm's statistics left aside. A layer that looks at a pixel's n-th
 * neighbour adds n times the distance of neighbours; pooling and strides multiply that distance, upsampling divides
 * it; of branches the largest counts. In a U-Net that is the formula of Sytwu et al. (2022), which is the mean over
 * output positions: pooling and nearest upsampling make it differ by a few pixels between them.
 */
export function receptiveField(layers: readonly Layer[]): number {
  return reaches(layers).at(-1)!.size;
}

/** The reach of each layer. */
export function reaches(layers: readonly Layer[]): readonly Reach[] {
  const found: Reach[] = [];
  for (const layer of layers) {
    const inputs = layer.inputs.map((place) => found[place]!);
    const size = Math.max(1, ...inputs.map((input) => input.size));
    found.push(through(layer, { size, jump: inputs[0]?.jump ?? 1 }));
  }
  return found;
}

function through(layer: Layer, { size, jump }: Reach): Reach {
  switch (layer.op) {
    case 'convolution':
      return { size: size + (layer.side - 1) * layer.dilation * jump, jump: jump * layer.stride };
    case 'max-pool':
      return { size: size + (layer.factor - 1) * jump, jump: jump * layer.factor };
    case 'upsample':
      // Between two pixels, bilinear interpolation sees both.
      return { size: layer.method === 'bilinear' ? size + jump : size, jump: jump / layer.factor };
    default:
      return { size, jump };
  }
}
