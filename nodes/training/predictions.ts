import { setImmediate } from 'node:timers/promises';
import type { Prediction } from '../../learn/tasks/meter.js';
import { emptyBatch, type ImageBatch, imageOf } from '../../learn/training/image-batch.js';
import { type NetworkShape, pixelsAtOnce } from './forward-memory.js';
import { mirroredPart } from './mirrored-part.js';
import { type ImagePart, partsOf, type Tile } from './tiles.js';

export interface PredictionRequest {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** It takes images whose sides are multiples of its stride. */
  readonly network: NetworkShape;
  readonly signal: AbortSignal;
  /** How large images are cut into parts; undefined for whole images, whatever their size. */
  readonly tile?: Tile | undefined;
  /** Writes input `index`, [height × width]. */
  read(index: number, into: Float32Array): void;
  predict(images: ImageBatch): ImageBatch;
}

/** How many images of this size go through the network at once. */
export function imagesAtOnce(height: number, width: number, network: NetworkShape): number {
  return Math.max(1, Math.floor(pixelsAtOnce(network) / (height * width)));
}

/**
 * What the network predicts for each image, in order. Images that its stride does not divide are continued as their
 * mirror image to the right and below, and the prediction is cropped back. Where it gives one value per image, so does
 * this; such images cannot be tiled.
 */
export async function* predictions(
  request: PredictionRequest,
): AsyncGenerator<{ readonly index: number; readonly prediction: Prediction }> {
  const { height, width, network, tile } = request;
  const { stride } = network;
  const parts = partsOf(roundUp(height, stride), roundUp(width, stride), tile, stride);
  let prediction: Prediction | undefined;
  for await (const { index, part, output } of predictedParts(request, parts)) {
    if (output.height < parts[part]!.rows.length) {
      if (parts.length > 1) throw new Error('bug: a network that gives one value per image cannot be tiled');
      yield { index, prediction: output };
      continue;
    }
    prediction ??= emptyPrediction(height, width, output.channels);
    putUsed(output, parts[part]!, prediction);
    if (part < parts.length - 1) continue;
    yield { index, prediction };
    prediction = undefined;
  }
}

/** The network's output for each part of each image, one image after the other. */
async function* predictedParts(request: PredictionRequest, parts: readonly ImagePart[]) {
  const { count, height, width, network, signal } = request;
  const partHeight = parts[0]!.rows.length;
  const partWidth = parts[0]!.columns.length;
  const total = count * parts.length;
  const atOnce = imagesAtOnce(partHeight, partWidth, network);
  const image = new Float32Array(height * width);
  let held = -1;

  for (let start = 0; start < total; start += atOnce) {
    signal.throwIfAborted();
    const places = Array.from({ length: Math.min(atOnce, total - start) }, (_, i) => ({
      index: Math.floor((start + i) / parts.length),
      part: (start + i) % parts.length,
    }));
    const batch = emptyBatch(places.length, partHeight, partWidth);
    for (const [position, { index, part }] of places.entries()) {
      if (index !== held) request.read(index, image);
      held = index;
      const { rows, columns } = parts[part]!;
      mirroredPart(image, { height, width }, rows.start, columns.start, batch, position);
    }
    const outputs = request.predict(batch);
    for (const [position, place] of places.entries()) yield { ...place, output: single(outputs, position) };
    await setImmediate();
  }
}

/** Smallest multiple of `stride` that is not below `length`. */
export function roundUp(length: number, stride: number): number {
  return Math.ceil(length / stride) * stride;
}

/** One image of a batch: a view, not a copy. */
export function single(batch: ImageBatch, position: number): Prediction {
  const { height, width, channels } = batch;
  return { height, width, channels, data: imageOf(batch, position) };
}

function emptyPrediction(height: number, width: number, channels: number): Prediction {
  return { height, width, channels, data: new Float32Array(height * width * channels) };
}

/** Copies what is used of a part's output to its place in the image, as far as that goes. */
function putUsed(output: Prediction, { rows, columns }: ImagePart, into: Prediction): void {
  const { channels } = into;
  const right = Math.min(columns.to, into.width);
  for (let y = rows.from; y < Math.min(rows.to, into.height); y++) {
    const source = (y - rows.start) * output.width;
    const line = output.data.subarray(
      (source + columns.from - columns.start) * channels,
      (source + right - columns.start) * channels,
    );
    into.data.set(line, (y * into.width + columns.from) * channels);
  }
}
