import type { ExampleTarget } from '../../imaging/augment/example-target.js';
import type { ImageSet } from '../../imaging/image-set.js';
import { meter } from '../../learn/metrics/meter.js';
import type { Measured, Measurement, Prediction } from '../../learn/tasks/meter.js';
import type { Task } from '../../learn/tasks/task-schema.js';
import type { Predictor } from '../../learn/training/predictor.js';
import { NodeError } from '../node-error.js';
import { predictedImages } from '../training/examined-images.js';
import type { NetworkShape } from '../training/forward-memory.js';
import type { Tile } from '../training/tiles.js';

/** What was measured with one epoch's weights. */
export interface Judgement {
  /** The epoch whose weights they were. */
  readonly epoch: number;
  readonly perImage: readonly Measured[];
  readonly total: Measurement;
}

export interface JudgeRequest {
  readonly epoch: number;
  readonly predictor: Predictor;
  readonly set: ImageSet;
  readonly task: Task;
  readonly target: ExampleTarget;
  readonly tile: Tile | undefined;
  readonly network: NetworkShape;
  readonly signal: AbortSignal;
}

/** Measures every image. Throws a NodeError where something is not a number. */
export async function judge({ epoch, predictor, task, ...images }: JudgeRequest): Promise<Judgement> {
  const measuring = meter(task);
  const perImage: Measured[] = [];
  const predicted = predictedImages({ ...images, predict: (batch) => predictor.predict(batch) });
  for await (const { index, prediction, truth } of predicted) {
    const values = measuring.add(prediction, truth);
    checkNumbers(prediction, values, `of image ${images.set.name(index)} with the weights of epoch ${epoch}`);
    perImage.push(values);
  }
  return { epoch, perImage, total: measuring.total() };
}

/** A prediction that is not a number would count as background. */
function checkNumbers({ data }: Prediction, values: Measured, where: string): void {
  const name = data.includes(Number.NaN)
    ? 'the prediction'
    : Object.keys(values).find((metric) => Number.isNaN(values[metric]));
  if (name === undefined) return;
  throw new NodeError(
    'bad-input',
    `${name} ${where} is not a number`,
    'the image, its target or the weights hold values that are not numbers, or far too large ones',
  );
}
