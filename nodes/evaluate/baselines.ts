import { setImmediate } from 'node:timers/promises';
import { type ExampleTarget, readTarget, targetSize } from '../../imaging/augment/example-target.js';
import { gaussianBlur } from '../../imaging/augment/gaussian-blur.js';
import type { ImageSet } from '../../imaging/image-set.js';
import { meter } from '../../learn/metrics/meter.js';
import { classNames } from '../../learn/tasks/head.js';
import type { Prediction } from '../../learn/tasks/meter.js';
import type { Task } from '../../learn/tasks/task-schema.js';
import type { BaselineScore } from '../artifacts/scores.js';
import { loneClassText } from '../training/lone-class-text.js';

/** Standard deviation in pixels: about what a network that removes noise does to an image. */
const blurSigma = 1.2;

export interface BaselineRequest {
  readonly task: Task;
  readonly set: ImageSet;
  readonly target: ExampleTarget;
  readonly signal: AbortSignal;
}

/** Makes a prediction for image `index` without having learned anything. */
type Predict = (index: number) => Prediction;

/**
 * What a network must beat, measured on the same images by the same metrics: for images the input itself; for masks
 * foreground everywhere, and what is brighter than the image's mean after some blur; for classes and labels the
 * commonest one everywhere. Points have none.
 */
export async function baselineScores(request: BaselineRequest): Promise<readonly BaselineScore[]> {
  const { task, set, target, signal } = request;
  const [height, width] = targetSize(target, set.height, set.width);
  const pixels = new Float32Array(height * width);
  const scores: BaselineScore[] = [];
  for (const [baseline, predict] of Object.entries(baselinesFor(request))) {
    const measuring = meter(task);
    for (let index = 0; index < set.count; index++) {
      signal.throwIfAborted();
      readTarget(target, set, index, pixels);
      measuring.add(predict(index), { pixels });
      await setImmediate();
    }
    scores.push({ baseline, images: set.count, values: measuring.total().values });
  }
  return scores;
}

function baselinesFor(request: BaselineRequest): Readonly<Record<string, Predict>> {
  const { set, task } = request;
  const { height, width } = set;
  const single = (data: Float32Array) => ({ height, width, channels: 1, data });
  switch (task.target.kind) {
    case 'image':
      return { identity: (index) => single(inputImage(set, index)) };
    case 'mask':
      return {
        'all foreground': () => single(new Float32Array(height * width).fill(1)),
        'blurred threshold': (index) => single(brightParts(inputImage(set, index), height, width)),
      };
    case 'classes':
    case 'label':
      return commonestClass(request);
    case 'points':
      return {};
  }
}

function inputImage(set: ImageSet, index: number): Float32Array {
  const image = new Float32Array(set.height * set.width);
  set.readImage(index, image);
  return image;
}

function brightParts(image: Float32Array, height: number, width: number): Float32Array {
  gaussianBlur(image, height, width, blurSigma);
  const mean = image.reduce((sum, value) => sum + value, 0) / image.length;
  return image.map((value) => Number(value > mean));
}

function commonestClass({ set, task, target }: BaselineRequest): Readonly<Record<string, Predict>> {
  const names = classNames(task.target);
  const [height, width] = targetSize(target, set.height, set.width);
  const counts = new Float64Array(names.length);
  const truth = new Float32Array(height * width);
  for (let index = 0; index < set.count; index++) {
    readTarget(target, set, index, truth);
    for (const number of truth) counts[number]! += 1;
  }
  const commonest = counts.indexOf(Math.max(...counts));
  const channels = names.length;
  const data = new Float32Array(truth.length * channels);
  for (let at = commonest; at < data.length; at += channels) data[at] = 1;
  return { [loneClassText(task.target, names[commonest]!)]: () => ({ height, width, channels, data }) };
}
