import { meter } from '../../learn/metrics/meter.js';
import type { Measured } from '../../learn/tasks/meter.js';
import type { Task } from '../../learn/tasks/task-schema.js';
import type { Trainer } from '../../learn/training/trainer.js';
import { NodeError } from '../node-error.js';
import { type EvaluationRequest, evaluatedImages } from '../training/examined-images.js';
import type { TrainingRequest } from '../training/run-training.js';
import { LoneClass, stuckNotes } from './stuck.js';

export interface ValidationRequest extends Omit<EvaluationRequest, 'evaluate'> {
  readonly task: Task;
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
    const values: Measured = { ...Object.fromEntries(losses), ...measuring.total().values };
    checkMonitored(task, values);
    return {
      values,
      notes: stuckNotes(lone.text, history),
    };
  };
}

/** A class that is neither there nor predicted in any image has no value of its own. Throws a NodeError then. */
function checkMonitored({ monitor: { metric } }: Task, values: Measured): void {
  if (metric in values) return;
  throw new NodeError(
    'bad-input',
    `the task monitors ${metric}, but the class is in no validation image, and predicted in none`,
    'split so that the validation images have the class, or monitor the mean over classes',
  );
}
