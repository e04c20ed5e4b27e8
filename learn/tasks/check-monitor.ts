import type { TaskProblem } from './check-task.js';
import { lossName, quantities } from './quantities.js';
import { type Task, taskSchema } from './task-schema.js';

/** The monitored value must be one that the task gives, and its mode the one in which it becomes better. */
export function checkMonitor(task: Task): readonly TaskProblem[] {
  const { metric, mode } = task.monitor;
  const measured = quantities(task);
  const better = measured.get(metric);
  if (better === undefined) {
    return [{ path: ['monitor', 'metric'], ...notMeasured(task, [...measured.keys()]) }];
  }
  if (better === mode) return [];
  return [
    {
      path: ['monitor', 'mode'],
      message: `${metric} is better where it is ${better === 'min' ? 'lower' : 'higher'}, but the mode is "${mode}"`,
      hint: `write "${better}"`,
    },
  ];
}

function notMeasured({ monitor: { metric }, losses }: Task, measured: readonly string[]) {
  if (metric === 'confusion') {
    return {
      message: 'the confusion matrix is not one number',
      hint: `measured are: ${measured.join(', ')}`,
    };
  }
  const message = `the task monitors ${metric}, which it does not measure`;
  const loss = losses.find(({ kind }) => kind === metric);
  if (loss)
    return { message, hint: `the loss is called "${lossName(loss.kind)}"; the metric must be listed` };
  const metrics: readonly string[] = taskSchema.properties.metrics.items.enum;
  if (metrics.includes(metric)) return { message, hint: `add "${metric}" to the metrics` };
  const meant = measured.find((name) => name.toLowerCase() === metric.toLowerCase());
  if (meant !== undefined) return { message, hint: `did you mean "${meant}"?` };
  return { message, hint: `measured are: ${measured.join(', ')}` };
}
