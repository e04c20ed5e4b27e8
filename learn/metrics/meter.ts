import { classNames } from '../tasks/head.js';
import type { Measurement, Meter, Prediction, Truth } from '../tasks/meter.js';
import { type ClassMetric, classMetrics, classValueName, countedClasses } from '../tasks/quantities.js';
import type { Task } from '../tasks/task-schema.js';
import { ConfusionMatrix } from './confusion-matrix.js';
import { meanAbsoluteError } from './mean-absolute-error.js';
import { meanSquaredError, peakSignalToNoise } from './mean-squared-error.js';
import { dice, f1, intersectionOverUnion, type Overlap, precision, recall } from './overlap.js';
import { localMaxima, matchPoints } from './point-detection.js';
import { RunningMeans } from './running-means.js';
import { structuralSimilarity } from './ssim.js';

/** Makes what measures the metrics of a task that `checkTask` found no fault with. */
export function meter(task: Task): Meter {
  return new TaskMeter(task);
}

const noOverlap: Overlap = { both: 0, predicted: 0, labelled: 0 };

class TaskMeter implements Meter {
  readonly #task: Task;
  readonly #names: readonly string[];
  readonly #threshold: number;
  readonly #means = new RunningMeans();
  readonly #counts: ConfusionMatrix;
  #points = noOverlap;

  constructor(task: Task) {
    this.#task = task;
    this.#names = classNames(task.target);
    this.#threshold = task.measure?.threshold ?? 0.5;
    this.#counts = new ConfusionMatrix(this.#names.length);
  }

  add(prediction: Prediction, truth: Truth): Record<string, number> {
    const values = {
      ...(this.#names.length > 0 ? this.#addClasses(prediction, truth) : {}),
      ...this.#intensityValues(prediction, truth),
      ...(this.#has('pointPrecision', 'pointRecall', 'pointF1') ? this.#addPoints(prediction, truth) : {}),
    };
    this.#means.add(values);
    return values;
  }

  total(): Measurement {
    const { target, measure } = this.#task;
    const isGlobal = target.kind === 'label' || measure?.aggregate === 'global';
    const values = {
      ...this.#means.means(),
      ...(isGlobal ? { ...this.#classValues(this.#counts), ...this.#pointValues(this.#points) } : {}),
    };
    return this.#has('confusion') ? { values, confusion: this.#counts.rows() } : { values };
  }

  #has(...metrics: readonly Task['metrics'][number][]): boolean {
    return metrics.some((metric) => this.#task.metrics.includes(metric));
  }

  #addClasses(prediction: Prediction, { pixels }: Truth): Record<string, number> {
    const counts = new ConfusionMatrix(this.#names.length);
    counts.count(prediction, pixels, this.#threshold);
    this.#counts.add(counts);
    return {
      ...(this.#has('pixelAccuracy') && { pixelAccuracy: counts.accuracy() }),
      ...(this.#has('accuracy') && { accuracy: counts.accuracy() }),
      // Of one label there is nothing to be counted.
      ...(this.#task.target.kind === 'label' ? {} : this.#classValues(counts)),
    };
  }

  /** Metrics of the counted classes: the mean over them, and where there are several names, each one's own. */
  #classValues(counts: ConfusionMatrix): Record<string, number> {
    const { target } = this.#task;
    const overlaps = countedClasses(target).map(
      (number) => [this.#names[number]!, counts.overlap(number)] as const,
    );
    const values: Record<string, number> = {};
    for (const metric of classMetrics) {
      if (!this.#has(metric) || overlaps.length === 0) continue;
      const own = overlaps.map(([name, overlap]) => [name, this.#classValue(metric, overlap)] as const);
      values[metric] = own.reduce((sum, [, value]) => sum + value, 0) / own.length;
      if (target.kind === 'mask') continue;
      for (const [name, value] of own) values[classValueName(metric, name)] = value;
    }
    return values;
  }

  #classValue(metric: ClassMetric, overlap: Overlap): number {
    switch (metric) {
      case 'dice':
        return dice(overlap, this.#task.measure?.smooth ?? 1);
      case 'iou':
        return intersectionOverUnion(overlap);
      case 'precision':
        return precision(overlap);
      case 'recall':
        return recall(overlap);
      case 'f1':
        return f1(overlap);
    }
  }

  #intensityValues({ data, height, width }: Prediction, { pixels }: Truth): Record<string, number> {
    return {
      ...(this.#has('l1') && { l1: meanAbsoluteError(data, pixels) }),
      ...(this.#has('mse') && { mse: meanSquaredError(data, pixels) }),
      ...(this.#has('psnr') && { psnr: peakSignalToNoise(data, pixels) }),
      ...(this.#has('ssim') && { ssim: structuralSimilarity(data, pixels, height, width) }),
    };
  }

  #addPoints({ data, height, width }: Prediction, { points }: Truth): Record<string, number> {
    if (points === undefined) throw new Error('bug: points are measured without the true ones');
    const found = localMaxima(data, height, width, this.#threshold);
    const overlap = matchPoints(found, points, this.#task.measure?.tolerance ?? 3);
    this.#points = {
      both: this.#points.both + overlap.both,
      predicted: this.#points.predicted + overlap.predicted,
      labelled: this.#points.labelled + overlap.labelled,
    };
    return this.#pointValues(overlap);
  }

  #pointValues(overlap: Overlap): Record<string, number> {
    return {
      ...(this.#has('pointPrecision') && { pointPrecision: precision(overlap) }),
      ...(this.#has('pointRecall') && { pointRecall: recall(overlap) }),
      ...(this.#has('pointF1') && { pointF1: f1(overlap) }),
    };
  }
}
