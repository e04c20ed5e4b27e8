import { isLegalMetric } from './check-metrics.js';
import type { TaskProblem } from './check-task.js';
import { type LossKind, lossName, quantities } from './quantities.js';
import type { Task } from './task-schema.js';

/** The monitored value must be one that the task gives, and its mode the one in which it becomes better. */
export function checkMonitor(task: Task): readonly TaskProblem[] {
  const { metric, mode } = task.monitor;
  const measured = quantities(task);
  const better = measured.get(metric);
  if (better === undefined) {
    return [{ path: ['monitor', 'metric'], ...notMeasured(task, [...measured.keys()]) }];
  }
  if (better === mode) return [];
  const loss = lossOfKind(task, metric);
  const isOtherName = loss !== undefined && lossName(loss) !== metric && mode === 'min';
  return [
    {
      path: ['monitor', 'mode'],
      message: `${metric} is better where it is ${better === 'min' ? 'lower' : 'higher'}, but the mode is "${mode}"`,
      hint: `write "${better}"${isOtherName ? `, or monitor "${lossName(loss)}"` : ''}`,
    },
  ];
}

/** A loss of this kind, which among the values may have another name: `diceLoss`. */
function lossOfKind({ losses }: Task, name: string): LossKind | undefined {
  return losses.find(({ kind }) => kind === name)?.kind;
}

function notMeasured(task: Task, measured: readonly string[]) {
  const { metric, mode } = task.monitor;
  if (metric === 'confusion') {
    return {
      message: 'the confusion matrix is not one number',
      hint: `measured are: ${measured.join(', ')}`,
    };
  }
  const message = `the task monitors ${metric}, which it does not measure`;
  const loss = lossOfKind(task, metric);
  if (loss && mode === 'min') return { message, hint: `the loss is called "${lossName(loss)}"` };
  if (isLegalMetric(task, metric)) return { message, hint: `add "${metric}" to the metrics` };
  const meant = measured.find((name) => name.toLowerCase() === metric.toLowerCase());
  if (meant !== undefined) return { message, hint: `did you mean "${meant}"?` };
  return { message, hint: `measured are: ${measured.join(', ')}` };
}
