import { setImmediate } from 'node:timers/promises';
import { type ExampleTarget, readTarget, targetSize } from '../../imaging/augment/example-target.js';
import type { ImageSet } from '../../imaging/image-set.js';
import type { Prediction, Truth } from '../../learn/tasks/meter.js';
import { emptyBatch, imageOf } from '../../learn/training/image-batch.js';
import type { Trainer } from '../../learn/training/trainer.js';
import type { NetworkShape } from './forward-memory.js';
import { mirroredPart } from './mirrored-part.js';
import { imagesAtOnce, type PredictionRequest, predictions, roundUp, single } from './predictions.js';

/** An image, what the network predicts of it, and what is true. */
export interface ExaminedImage {
  readonly index: number;
  readonly prediction: Prediction;
  readonly truth: Truth;
}

interface ExaminationRequest {
  readonly set: ImageSet;
  readonly target: ExampleTarget;
  /** It takes images whose sides are multiples of its stride; others are continued as their mirror image. */
  readonly network: NetworkShape;
  readonly signal: AbortSignal;
}

/** Predicts every image of a set, in order, tile by tile where asked for. */
export async function* predictedImages(
  request: ExaminationRequest & Pick<PredictionRequest, 'predict' | 'tile'>,
): AsyncGenerator<ExaminedImage> {
  const { set, target, ...rest } = request;
  const { count, height, width } = set;
  const read = (index: number, into: Float32Array) => set.readImage(index, into);
  for await (const { index, prediction } of predictions({ ...rest, count, height, width, read })) {
    yield { index, prediction, truth: truthOf(set, target, index) };
  }
}

export interface EvaluationRequest extends ExaminationRequest, Pick<Trainer, 'evaluate'> {
  /** Whether the losses of several images are not the means of their losses, so that each must be measured by itself. */
  readonly oneByOne: boolean;
}

/**
 * Predicts every image of a set, in order, and measures the losses: means over the images that go through the network
 * together, so that their mean over all images is that of the images' own losses. Class weights make a loss a mean by
 * the weights of the pixels that are in a batch; then it depends on what is put together, and images go one by one.
 * They are taken whole, whatever their size, because a loss is one of the whole image.
 */
export async function* evaluatedImages(
  request: EvaluationRequest,
): AsyncGenerator<ExaminedImage & { readonly losses: Readonly<Record<string, number>> }> {
  const { set, target, network, signal, oneByOne } = request;
  const { stride } = network;
  const { count, height, width } = set;
  const padded = [roundUp(height, stride), roundUp(width, stride)] as const;
  const atOnce = oneByOne ? 1 : imagesAtOnce(...padded, network);
  const image = new Float32Array(height * width);

  for (let start = 0; start < count; start += atOnce) {
    signal.throwIfAborted();
    const size = Math.min(atOnce, count - start);
    const batch = {
      input: emptyBatch(size, ...padded),
      target: emptyBatch(size, ...targetSize(target, height, width)),
    };
    for (let i = 0; i < size; i++) {
      set.readImage(start + i, image);
      mirroredPart(image, set, 0, 0, batch.input, i);
      readTarget(target, set, start + i, imageOf(batch.target, i));
    }
    const { losses, prediction } = request.evaluate(batch);
    for (let i = 0; i < size; i++) {
      const index = start + i;
      const truth = { pixels: imageOf(batch.target, i), ...pointsOf(set, target, index) };
      yield { index, prediction: single(prediction, i), truth, losses };
    }
    await setImmediate();
  }
}

function truthOf(set: ImageSet, target: ExampleTarget, index: number): Truth {
  const [height, width] = targetSize(target, set.height, set.width);
  const pixels = new Float32Array(height * width);
  readTarget(target, set, index, pixels);
  return { pixels, ...pointsOf(set, target, index) };
}

function pointsOf(set: ImageSet, target: ExampleTarget, index: number) {
  return target.kind === 'points' ? { points: set.points(index) } : {};
}
