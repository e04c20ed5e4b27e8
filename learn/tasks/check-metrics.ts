import { type TaskProblem, targetInWords } from './check-task.js';
import { headOf } from './head.js';
import type { MetricKind } from './quantities.js';
import type { Task } from './task-schema.js';

/** The metrics of each kind of target, in the order in which they are proposed. */
const metricsOf = {
  mask: ['dice', 'iou', 'pixelAccuracy', 'precision', 'recall', 'f1', 'confusion', 'l1', 'mse'],
  classes: ['dice', 'iou', 'pixelAccuracy', 'precision', 'recall', 'f1', 'confusion'],
  label: ['accuracy', 'precision', 'recall', 'f1', 'confusion'],
  image: ['l1', 'mse', 'psnr', 'ssim'],
  points: ['pointPrecision', 'pointRecall', 'pointF1', 'l1', 'mse'],
} as const satisfies Record<Task['target']['kind'], readonly MetricKind[]>;

const does: Readonly<Record<MetricKind, string>> = {
  dice: 'compares the areas of classes',
  iou: 'compares the areas of classes',
  pixelAccuracy: 'counts pixels of the right class',
  accuracy: 'counts images of the right class',
  precision: 'counts what is of the predicted class',
  recall: 'counts what is found of a class',
  f1: 'counts what is of the right class',
  confusion: 'counts classes',
  l1: 'measures how far intensities are apart',
  mse: 'measures how far intensities are apart',
  psnr: 'compares images',
  ssim: 'compares images',
  pointPrecision: 'counts points',
  pointRecall: 'counts points',
  pointF1: 'counts points',
};

/** Whether a task may list this metric. */
export function isLegalMetric(task: Task, metric: string): boolean {
  const known: readonly string[] = metricsOf[task.target.kind];
  return known.includes(metric) && !needsOneChannel(task, metric);
}

function needsOneChannel(task: Task, metric: string): boolean {
  return (metric === 'l1' || metric === 'mse') && headOf(task).activation === 'softmax';
}

const pointMetrics: readonly MetricKind[] = ['pointPrecision', 'pointRecall', 'pointF1'];
const countMetrics: readonly MetricKind[] = ['dice', 'iou', 'precision', 'recall', 'f1'];
const thresholdMetrics: readonly MetricKind[] = [...countMetrics, 'pixelAccuracy', 'confusion'];

/** Metrics that the target does not have, and settings of `measure` that none of the metrics uses. */
export function checkMetrics(task: Task): readonly TaskProblem[] {
  const { target, metrics, measure = {} } = task;
  const known: readonly MetricKind[] = metricsOf[target.kind];
  const problems = metrics.flatMap((metric, index): TaskProblem[] => {
    const path = ['metrics', index];
    if (!known.includes(metric)) {
      const message = `${metric} ${does[metric]}, but the target is ${targetInWords[target.kind]}`;
      return [{ path, message, hint: `metrics for it: ${known.join(', ')}` }];
    }
    if (needsOneChannel(task, metric)) {
      return [{ path, message: `${metric} compares one channel with the mask, but the head has two` }];
    }
    return [];
  });

  const uses = (some: readonly MetricKind[]) => metrics.some((metric) => some.includes(metric));
  const usedBy = {
    threshold: uses(pointMetrics) || (target.kind === 'mask' && uses(thresholdMetrics)),
    aggregate: uses(pointMetrics) || (target.kind !== 'label' && uses(countMetrics)),
    smooth: uses(['dice']),
    tolerance: uses(pointMetrics),
  };
  for (const [name, isUsed] of Object.entries(usedBy)) {
    if (isUsed || measure[name as keyof typeof usedBy] === undefined) continue;
    const message = `${name} changes nothing: no metric of this task uses it`;
    problems.push({ path: ['measure', name], message, hint: 'leave it out' });
  }
  return problems;
}
