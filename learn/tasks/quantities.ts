import { classNames } from './head.js';
import type { Task } from './task-schema.js';

export type LossKind = Task['losses'][number]['kind'];
export type MetricKind = Task['metrics'][number];
/** Whether lower or higher is better. */
export type Mode = Task['monitor']['mode'];

/**
 * The name of a loss among the measured values: its kind, but `diceLoss` and `ssimLoss` for 1 − soft Dice and
 * 1 − SSIM, because `dice` and `ssim` are metrics.
 */
export function lossName(kind: LossKind): string {
  return kind === 'dice' || kind === 'ssim' ? `${kind}Loss` : kind;
}

/** Metrics that are also given for each class that enters their mean, as `dice:Au`. */
export const classMetrics = ['dice', 'iou', 'precision', 'recall', 'f1'] as const satisfies MetricKind[];
export type ClassMetric = (typeof classMetrics)[number];

/** Classes that enter means over classes, by number: all for labels of images, and for pixels all but the background. */
export function countedClasses(target: Task['target']): readonly number[] {
  const numbers = classNames(target).map((_, number) => number);
  return target.kind === 'label' ? numbers : numbers.slice(1);
}

/** The name of a class's own value of a metric. */
export function classValueName(metric: string, className: string): string {
  return `${metric}:${className}`;
}

/** Whether a measured value is that of one class: no other name has a colon. */
export function isOfOneClass(name: string): boolean {
  return name.includes(':');
}

/** Every number that a task gives for a set of images, with what is better of it: losses, metrics, and those of classes. */
export function quantities({ target, losses, metrics }: Pick<Task, 'target' | 'losses' | 'metrics'>) {
  const found = new Map<string, Mode>([['loss', 'min']]);
  for (const { kind } of losses) found.set(lossName(kind), 'min');
  for (const metric of metrics) {
    if (metric === 'confusion') continue;
    found.set(metric, metric === 'l1' || metric === 'mse' ? 'min' : 'max');
    if (!(classMetrics as readonly string[]).includes(metric) || target.kind === 'mask') continue;
    const names = classNames(target);
    for (const number of countedClasses(target)) found.set(classValueName(metric, names[number]!), 'max');
  }
  return found as ReadonlyMap<string, Mode>;
}
