import { setImmediate } from 'node:timers/promises';
import { mirrored } from '../../imaging/mirrored.js';
import { emptyBatch, type ImageBatch, imageOf } from '../../learn/training/image-batch.js';

export interface PredictionRequest {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** The network takes images whose sides are multiples of this. */
  readonly stride: number;
  readonly signal: AbortSignal;
  /** Writes input `index`, [height × width]. */
  read(index: number, into: Float32Array): void;
  predict(images: ImageBatch): ImageBatch;
}

/**
 * So many pixels go through the network at once, or a single image where it has more: enough to keep a GPU busy,
 * while the features, some 50 bytes per pixel and base filter, stay far below what a training step holds. It does not
 * depend on the training's batch, so neither do the results.
 */
const pixelsAtOnce = 2 ** 20;

/**
 * The network's output [height × width] for each whole image, in order. Images that the network's stride does not
 * divide are continued as their mirror image to the right and below, and the output is cropped back.
 */
export async function* predictions(
  request: PredictionRequest,
): AsyncGenerator<{ readonly index: number; readonly output: Float32Array }> {
  const { count, height, width, stride } = request;
  const paddedHeight = Math.ceil(height / stride) * stride;
  const paddedWidth = Math.ceil(width / stride) * stride;
  const image = new Float32Array(height * width);
  const batch = Math.max(1, Math.floor(pixelsAtOnce / (paddedHeight * paddedWidth)));

  for (let start = 0; start < count; start += batch) {
    request.signal.throwIfAborted();
    const images = emptyBatch(Math.min(batch, count - start), paddedHeight, paddedWidth);
    for (let i = 0; i < images.count; i++) {
      request.read(start + i, image);
      pad(image, height, width, images, i);
    }
    const outputs = request.predict(images);
    for (let i = 0; i < images.count; i++) {
      yield { index: start + i, output: cropped(imageOf(outputs, i), paddedWidth, height, width) };
    }
    await setImmediate();
  }
}

function pad(image: Float32Array, height: number, width: number, into: ImageBatch, position: number): void {
  const padded = imageOf(into, position);
  for (let y = 0; y < into.height; y++) {
    const source = mirrored(y, height) * width;
    const target = y * into.width;
    for (let x = 0; x < into.width; x++) padded[target + x] = image[source + mirrored(x, width)]!;
  }
}

function cropped(padded: Float32Array, paddedWidth: number, height: number, width: number): Float32Array {
  const output = new Float32Array(height * width);
  for (let y = 0; y < height; y++) {
    output.set(padded.subarray(y * paddedWidth, y * paddedWidth + width), y * width);
  }
  return output;
}
