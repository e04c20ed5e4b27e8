import type { ImageSet } from '../../imaging/image-set.js';
import { binaryCrossEntropy } from '../../learn/metrics/binary-cross-entropy.js';
import { dice } from '../../learn/metrics/dice.js';
import { mean } from '../../learn/metrics/mean.js';
import type { Task } from '../../learn/tasks/task-schema.js';
import type { Trainer } from '../../learn/training/trainer.js';
import { maskPredictions } from '../training/mask-predictions.js';

export interface MaskValidationRequest {
  readonly set: ImageSet;
  readonly task: Task;
  readonly stride: number;
  readonly signal: AbortSignal;
  readonly trainer: Trainer;
}

const metrics = { bce: binaryCrossEntropy, dice };

/** Makes the function that measures the task's loss and metrics on whole images: the mean over the images of each. */
export function maskValidation(request: MaskValidationRequest) {
  const { set, task, stride, signal, trainer } = request;
  return async () => {
    const values = [task.loss, ...task.metrics].map((name) => ({ name, perImage: [] as number[] }));
    const predicted = maskPredictions({
      set,
      stride,
      signal,
      predict: (images) => trainer.predict(images),
    });
    for await (const { output, mask } of predicted) {
      for (const { name, perImage } of values) perImage.push(metrics[name](output, mask));
    }
    return Object.fromEntries(values.map(({ name, perImage }) => [name, mean(perImage)]));
  };
}
