import { classNames } from '../tasks/head.js';
import type { Measurement, Meter, Prediction, Truth } from '../tasks/meter.js';
import {
  type ClassMetric,
  classMetrics,
  classValueName,
  countedClasses,
  isOfOneClass,
} from '../tasks/quantities.js';
import type { Task } from '../tasks/task-schema.js';
import { ConfusionMatrix } from './confusion-matrix.js';
import { mean } from './mean.js';
import { meanAbsoluteError } from './mean-absolute-error.js';
import { meanSquaredError, peakSignalToNoise } from './mean-squared-error.js';
import { dice, f1, intersectionOverUnion, type Overlap, occurs, precision, recall } from './overlap.js';
import { localMaxima, matchPoints } from './point-detection.js';
import { RunningMeans } from './running-means.js';
import { structuralSimilarity } from './ssim.js';

/** Makes what measures the metrics of a task that `checkTask` found no fault with. */
export function meter(task: Task): Meter {
  return new TaskMeter(task);
}

type ClassOverlap = readonly [name: string, overlap: Overlap];

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
    const values = isGlobal ? this.#globalValues() : this.#means.means();
    return this.#has('confusion') ? { values, confusion: this.#counts.rows() } : { values };
  }

  /** From the counts of all images; what has none, such as intensities, are means over the images. */
  #globalValues(): Record<string, number> {
    const overlaps = this.#overlaps(this.#counts).filter(([, overlap]) => occurs(overlap));
    const values = { ...this.#classValues(overlaps), ...this.#pointValues(this.#points) };
    const means = Object.entries(this.#means.means()).filter(
      ([name]) => name in values || !isOfOneClass(name),
    );
    return { ...Object.fromEntries(means), ...values };
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
      ...(this.#task.target.kind === 'label' ? {} : this.#classValues(this.#overlaps(counts))),
    };
  }

  /** Of each class that enters means over classes. */
  #overlaps(counts: ConfusionMatrix): readonly ClassOverlap[] {
    return countedClasses(this.#task.target).map((number) => [this.#names[number]!, counts.overlap(number)]);
  }

  /** Metrics of these classes: the mean over them, 1 over none, and where there are several names, each one's own. */
  #classValues(overlaps: readonly ClassOverlap[]): Record<string, number> {
    const values: Record<string, number> = {};
    for (const metric of classMetrics) {
      if (!this.#has(metric)) continue;
      const own = overlaps.map(([name, overlap]) => [name, this.#classValue(metric, overlap)] as const);
      values[metric] = own.length === 0 ? 1 : mean(own.map(([, value]) => value));
      if (this.#task.target.kind === 'mask') continue;
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
