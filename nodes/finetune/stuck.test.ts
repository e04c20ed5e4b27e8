import test from 'ava';
import type { Task } from '../../learn/tasks/task-schema.js';
import { LoneClass, stuckNotes } from './stuck.js';

const others = { losses: [], metrics: [], monitor: { metric: 'loss', mode: 'min' } } as const;
const mask = { target: { kind: 'mask' }, ...others } as unknown as Task;
const classes = {
  target: { kind: 'classes', classes: ['film', 'Au', 'polymer'] },
  ...others,
} as unknown as Task;

/** What is found for images of two pixels each, given the channels of each pixel and its true class. */
function found(task: Task, ...images: [pixels: number[][], truth: number[]][]): string | undefined {
  const lone = new LoneClass(task);
  for (const [pixels, truth] of images) {
    const channels = pixels[0]!.length;
    lone.add(
      { height: 1, width: 2, channels, data: Float32Array.from(pixels.flat()) },
      { pixels: Float32Array.from(truth) },
    );
  }
  return lone.text;
}

test('predictions that are all foreground or all background are found', (t) => {
  t.is(
    found(
      mask,
      [
        [[0.5], [0]],
        [0, 0],
      ],
      [
        [[0.2], [0.3]],
        [0, 1],
      ],
    ),
    'all background',
  );
  t.is(
    found(mask, [
      [[0.6], [1]],
      [0, 1],
    ]),
    'all foreground',
  );
  t.is(
    found(
      mask,
      [
        [[0.6], [1]],
        [0, 1],
      ],
      [
        [[0.6], [0.1]],
        [0, 1],
      ],
    ),
    undefined,
  );
});

test('predictions of one class among several are found by its name', (t) => {
  t.is(
    found(classes, [
      [
        [0.1, 0.8, 0.1],
        [0.3, 0.4, 0.3],
      ],
      [0, 1],
    ]),
    'all Au',
  );
  t.is(
    found(classes, [
      [
        [0.1, 0.8, 0.1],
        [0.3, 0.3, 0.4],
      ],
      [0, 1],
    ]),
    undefined,
  );
});

test('one class is right where the truth has no other, and images have none', (t) => {
  t.is(
    found(mask, [
      [[0.1], [0]],
      [0, 0],
    ]),
    undefined,
  );
  t.is(
    found({ ...mask, target: { kind: 'image' } } as Task, [
      [[0.1], [0]],
      [0, 1],
    ]),
    undefined,
  );
});

test('a network is stuck after three epochs of one class, counted from the first', (t) => {
  const line = (epoch: number, predicted?: string) => ({ epoch, ...(predicted && { predicted }) });
  const background = 'all background';
  t.deepEqual(stuckNotes(background, [line(1, background)]), { predicted: background });
  t.deepEqual(stuckNotes(background, [line(1, background), line(2, background)]), {
    predicted: background,
    stuck: background,
  });
  const late = { predicted: background };
  t.deepEqual(stuckNotes(background, [line(1), line(2, background), line(3, background)]), late);
  t.deepEqual(stuckNotes(background, [line(1, 'all foreground'), line(2, background)]), late);
  t.deepEqual(stuckNotes(undefined, [line(1, background), line(2, background)]), {});
});
