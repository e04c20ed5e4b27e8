import { checkHead } from './check-head.js';
import { checkClassWeights, checkLosses } from './check-losses.js';
import { checkMetrics } from './check-metrics.js';
import { checkMonitor } from './check-monitor.js';
import type { Task } from './task-schema.js';

/** Something wrong with a task that its schema cannot say. */
export interface TaskProblem {
  /** Where in the task: `['losses', 0]`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint?: string;
}

/** What of a task does not go together: target, head, losses, metrics and monitor. */
export function checkTask(task: Task): readonly TaskProblem[] {
  return [
    ...checkHead(task),
    ...checkLosses(task),
    ...checkClassWeights(task),
    ...checkMetrics(task),
    ...checkMonitor(task),
  ];
}

/** A target as it stands in messages. */
export const targetInWords = {
  mask: 'a mask',
  classes: 'one class for each pixel',
  label: 'one class for each image',
  image: 'an image',
  points: 'points',
} as const satisfies Record<Task['target']['kind'], string>;
