import type { ExampleTarget } from '../../imaging/augment/example-target.js';
import type { ImageSet } from '../../imaging/image-set.js';
import { meter } from '../../learn/metrics/meter.js';
import type { Task } from '../../learn/tasks/task-schema.js';
import type { Trainer } from '../../learn/training/trainer.js';
import { evaluatedImages } from '../training/examined-images.js';
import type { TrainingRequest } from '../training/run-training.js';
import { LoneClass, stuckNotes } from './stuck.js';

export interface ValidationRequest {
  readonly set: ImageSet;
  readonly task: Task;
  readonly target: ExampleTarget;
  readonly stride: number;
  readonly signal: AbortSignal;
  readonly trainer: Trainer;
}

/** Makes the function that measures the task's losses and metrics on whole images, and tells a network that is stuck. */
export function taskValidation({ task, trainer, ...images }: ValidationRequest): TrainingRequest['validate'] {
  return async (_epoch, history) => {
    const measuring = meter(task);
    const lone = new LoneClass(task);
    // Named first, so that it comes first in the history.
    const sums: Record<string, number> = { loss: 0 };
    const evaluate: Trainer['evaluate'] = (batch) => trainer.evaluate(batch);
    for await (const { prediction, truth, losses } of evaluatedImages({ ...images, evaluate })) {
      measuring.add(prediction, truth);
      lone.add(prediction, truth);
      for (const [name, loss] of Object.entries(losses)) sums[name] = (sums[name] ?? 0) + loss;
    }
    const losses = Object.entries(sums).map(([name, sum]) => [name, sum / images.set.count]);
    return {
      values: { ...Object.fromEntries(losses), ...measuring.total().values },
      notes: stuckNotes(lone.text, history),
    };
  };
}
