import test from 'ava';
import type { Prediction } from '../tasks/meter.js';
import type { Task } from '../tasks/task-schema.js';
import { meter } from './meter.js';

const monitor = { metric: 'loss', mode: 'min' } as const;
const bce = [{ kind: 'bce' }] as const satisfies Task['losses'];
const ce = [{ kind: 'ce' }] as const satisfies Task['losses'];

const maskTask = (metrics: Task['metrics'], measure: Task['measure'] = {}): Task => ({
  target: { kind: 'mask' },
  losses: [...bce],
  metrics,
  measure,
  monitor,
});
const classTask = (metrics: Task['metrics'], measure: Task['measure'] = {}): Task => ({
  target: { kind: 'classes', classes: ['background', 'Au', 'polymer'] },
  losses: [...ce],
  metrics,
  measure,
  monitor,
});
const labelTask = (metrics: Task['metrics']): Task => ({
  target: { kind: 'label', classes: ['hexagonal', 'square', 'rectangle'] },
  losses: [...ce],
  metrics,
  monitor,
});

/** A column of pixels with one channel. */
const column = (...values: number[]): Prediction => ({
  height: values.length,
  width: 1,
  channels: 1,
  data: Float32Array.from(values),
});
const truth = (...values: number[]) => ({ pixels: Float32Array.from(values) });
/** A column of pixels for which these classes are the most probable of three. */
const classesOf = (...classes: number[]): Prediction => ({
  height: classes.length,
  width: 1,
  channels: 3,
  data: Float32Array.from(
    classes.flatMap((number) => [0, 1, 2].map((each) => (each === number ? 0.5 : 0.25))),
  ),
});

test('a mask’s metrics are counted per image, with a smooth Dice, and averaged over images', (t) => {
  const measured = meter(maskTask(['dice', 'iou', 'precision', 'recall', 'f1', 'pixelAccuracy']));
  const first = measured.add(column(0.9, 0.8, 0.7, 0.1), truth(1, 0, 0, 1));
  t.deepEqual(first, {
    pixelAccuracy: 1 / 4,
    dice: (2 * 1 + 1) / (3 + 2 + 1),
    iou: 1 / 4,
    precision: 1 / 3,
    recall: 1 / 2,
    f1: (2 * 1) / (3 + 2),
  });
  measured.add(column(0.9, 0.8, 0.1, 0.1), truth(1, 1, 0, 0));
  t.deepEqual(measured.total(), {
    values: {
      pixelAccuracy: (1 / 4 + 1) / 2,
      dice: (1 / 2 + 1) / 2,
      iou: (1 / 4 + 1) / 2,
      precision: (1 / 3 + 1) / 2,
      recall: (1 / 2 + 1) / 2,
      f1: (2 / 5 + 1) / 2,
    },
  });
});

test('Dice is 1 for two empty masks, and 1 / (foreground + 1) where nothing is predicted', (t) => {
  const measured = meter(maskTask(['dice', 'iou']));
  t.deepEqual(measured.add(column(0, 0.1), truth(0, 0)), { dice: 1, iou: 1 });
  const empty = column(...new Array<number>(20_000).fill(0));
  const full = { pixels: new Float32Array(20_000).fill(1) };
  t.deepEqual(measured.add(empty, full), { dice: 1 / 20_001, iou: 0 });
});

test('without smoothing too, two empty masks agree, and only they do', (t) => {
  const measured = meter(maskTask(['dice'], { smooth: 0 }));
  t.deepEqual(measured.add(column(0), truth(0)), { dice: 1 });
  t.deepEqual(measured.add(column(0), truth(1)), { dice: 0 });
});

test('a prediction of exactly the threshold is background', (t) => {
  const half = meter(maskTask(['pixelAccuracy']));
  t.deepEqual(half.add(column(0.5, 0.5000001), truth(0, 1)), { pixelAccuracy: 1 });
  const quarter = meter(maskTask(['pixelAccuracy'], { threshold: 0.25 }));
  t.deepEqual(quarter.add(column(0.25, 0.26), truth(0, 1)), { pixelAccuracy: 1 });
});

test('precision and recall are 1 where there is nothing to predict and nothing is, and else 0 for 0 / 0', (t) => {
  const measured = meter(maskTask(['precision', 'recall', 'f1']));
  t.deepEqual(measured.add(column(0), truth(0)), { precision: 1, recall: 1, f1: 1 });
  t.deepEqual(measured.add(column(0), truth(1)), { precision: 0, recall: 0, f1: 0 });
  t.deepEqual(measured.add(column(1), truth(0)), { precision: 0, recall: 0, f1: 0 });
});

test('global metrics come of the counts of all images, those of an image stay its own', (t) => {
  const measured = meter(maskTask(['dice', 'iou', 'pixelAccuracy'], { aggregate: 'global', smooth: 0 }));
  const own = measured.add(column(1, 1, 1, 0), truth(1, 0, 0, 1));
  t.deepEqual([own['dice'], own['iou']], [2 / 5, 1 / 4]);
  measured.add(column(1, 0, 0, 0), truth(1, 0, 0, 0));
  t.deepEqual(measured.total().values, { dice: 4 / 7, iou: 2 / 5, pixelAccuracy: (1 / 4 + 1) / 2 });
});

test('metrics of several classes are means over the classes but the background, with each class beside', (t) => {
  const measured = meter(classTask(['dice', 'iou', 'confusion'], { smooth: 0 }));
  const values = measured.add(classesOf(0, 1, 1, 2, 0), truth(0, 1, 2, 2, 1));
  const [au, polymer] = [2 / (2 + 2), 2 / (1 + 2)];
  t.deepEqual(values, {
    dice: (au + polymer) / 2,
    'dice:Au': au,
    'dice:polymer': polymer,
    iou: (1 / 3 + 1 / 2) / 2,
    'iou:Au': 1 / 3,
    'iou:polymer': 1 / 2,
  });
  measured.add(classesOf(2), truth(0));
  t.deepEqual(measured.total().confusion, [
    [1, 0, 1],
    [1, 1, 0],
    [0, 1, 1],
  ]);
});

test('a mask may be predicted by two channels', (t) => {
  const measured = meter({ ...maskTask(['dice', 'confusion']), head: { activation: 'softmax' } });
  const two = { height: 1, width: 2, channels: 2, data: Float32Array.of(0.4, 0.6, 0.7, 0.3) };
  t.deepEqual(measured.add(two, truth(1, 1)), { dice: (2 + 1) / (1 + 2 + 1) });
  t.deepEqual(measured.total().confusion, [
    [0, 0],
    [1, 1],
  ]);
});

test('labels have an accuracy per image, and all else from the counts of all images and classes', (t) => {
  const measured = meter(labelTask(['accuracy', 'precision', 'recall', 'f1', 'confusion']));
  t.deepEqual(measured.add(classesOf(0), truth(0)), { accuracy: 1 });
  t.deepEqual(measured.add(classesOf(1), truth(0)), { accuracy: 0 });
  t.deepEqual(measured.add(classesOf(1), truth(1)), { accuracy: 1 });
  t.deepEqual(measured.add(classesOf(1), truth(2)), { accuracy: 0 });
  t.deepEqual(measured.total(), {
    values: {
      accuracy: 1 / 2,
      precision: (1 + 1 / 3 + 0) / 3,
      'precision:hexagonal': 1,
      'precision:square': 1 / 3,
      'precision:rectangle': 0,
      recall: (1 / 2 + 1 + 0) / 3,
      'recall:hexagonal': 1 / 2,
      'recall:square': 1,
      'recall:rectangle': 0,
      f1: (2 / 3 + 1 / 2 + 0) / 3,
      'f1:hexagonal': 2 / 3,
      'f1:square': 1 / 2,
      'f1:rectangle': 0,
    },
    confusion: [
      [1, 1, 0],
      [0, 1, 0],
      [0, 1, 0],
    ],
  });
});

test('a class that is neither there nor predicted in any image has no part in what is counted globally', (t) => {
  const labels = meter(labelTask(['f1', 'recall']));
  labels.add(classesOf(0), truth(0));
  labels.add(classesOf(0), truth(1));
  t.deepEqual(labels.total().values, {
    f1: (2 / 3 + 0) / 2,
    'f1:hexagonal': 2 / 3,
    'f1:square': 0,
    recall: (1 + 0) / 2,
    'recall:hexagonal': 1,
    'recall:square': 0,
  });

  const pixels = meter(classTask(['iou'], { aggregate: 'global' }));
  const own = pixels.add(classesOf(0, 1, 0), truth(0, 1, 1));
  t.deepEqual(own, { iou: (1 / 2 + 1) / 2, 'iou:Au': 1 / 2, 'iou:polymer': 1 }, 'of one image it is 1');
  t.deepEqual(pixels.total().values, { iou: 1 / 2, 'iou:Au': 1 / 2 });
});

test('where no class but the background occurs anywhere, a mean over classes is 1', (t) => {
  const classes = meter(classTask(['dice'], { aggregate: 'global' }));
  classes.add(classesOf(0), truth(0));
  t.deepEqual(classes.total().values, { dice: 1 });
  const mask = meter(maskTask(['dice'], { aggregate: 'global' }));
  mask.add(column(0), truth(0));
  t.deepEqual(mask.total().values, { dice: 1 });
});

test('only what the task asks for is measured', (t) => {
  const measured = meter(maskTask([]));
  t.deepEqual(measured.add(column(1), truth(1)), {});
  t.deepEqual(measured.total(), { values: {} });
});
