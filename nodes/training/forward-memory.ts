import { outputShapes } from '../../learn/networks/description/output-shapes.js';
import type { Network } from '../../learn/networks/network.js';
import { elementCount } from '../../learn/weights/named-arrays.js';

/** What says how images go through a network, apart from its variables. */
export type NetworkShape = Pick<Network, 'layers' | 'stride'>;

const bytesPerNumber = 4;
/** Keeps a GPU busy: more at once are not faster. */
const mostPixelsAtOnce = 2 ** 20;
/** What the features of all images that go through the network at once may take: far below what a training step does. */
const groupBytes = 2 ** 30;
/** The same for a single image, which cannot be made smaller. */
const imageBytes = 2 ** 32;
/** However large the network: a smaller image is never too large. */
const fewestPixels = 64 ** 2;

/**
 * An estimate of what a forward pass without gradients holds at its peak, in bytes per pixel of the images: twice the
 * two largest outputs of layers, because features are freed as soon as the last layer that takes them is done. For
 * the U-Nets that is 40 bytes per filter at full resolution. Measured on a CPU were 0.6 to 0.8 times that for U-Nets
 * and HRNet at 1024 pixels, and 1.3 times for HRNet with a stem of stride 1 at 384 pixels.
 */
export function forwardBytesPerPixel({ layers, stride }: NetworkShape): number {
  const sizes = outputShapes(layers, stride).map((shape) => elementCount(shape) / stride ** 2);
  const [largest = 0, second = 0] = sizes.sort((a, b) => b - a);
  return 2 * bytesPerNumber * (largest + second);
}

/**
 * So many pixels go through the network at once, or a single image (or tile) where it has more. It depends on the
 * network alone, not on the training's batch, and results do not depend on it.
 */
export function pixelsAtOnce(network: NetworkShape): number {
  return Math.min(mostPixelsAtOnce, pixelsWithin(groupBytes, network));
}

/** The largest image, in pixels, that goes through the network as a whole. */
export function mostPixelsOfImage(network: NetworkShape): number {
  return pixelsWithin(imageBytes, network);
}

function pixelsWithin(bytes: number, network: NetworkShape): number {
  return Math.max(fewestPixels, Math.floor(bytes / forwardBytesPerPixel(network)));
}
