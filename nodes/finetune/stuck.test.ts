import test from 'ava';
import type { Task } from '../../learn/tasks/task-schema.js';
import { LoneClass, stuckNotes } from './stuck.js';
import { warnOfStuck } from './warnings.js';

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
    'all "Au"',
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

test('a network is stuck after three epochs of one class in a row, whenever they are', (t) => {
  const line = (epoch: number, predicted?: string) => ({ epoch, ...(predicted && { predicted }) });
  const background = 'all background';
  t.deepEqual(stuckNotes(background, [line(1, background)]), { predicted: background });
  t.deepEqual(stuckNotes(background, [line(1, background), line(2, background)]), {
    predicted: background,
    stuck: background,
  });
  const late = { predicted: background };
  t.deepEqual(stuckNotes(background, [line(1), line(2, background)]), late);
  const again = [line(1), line(2, background), line(3, background)];
  t.deepEqual(stuckNotes(background, again), { predicted: background, stuck: background });
  t.deepEqual(stuckNotes(background, [line(1, background), line(2, background), line(3)]), late);
  t.deepEqual(stuckNotes(background, [line(1, 'all foreground'), line(2, background)]), late);
  t.deepEqual(stuckNotes(undefined, [line(1, background), line(2, background)]), {});
});

test('the warning of a stuck network names the epochs at the end in which it was so', (t) => {
  const warnings: string[] = [];
  const context = { warn: (message: string) => warnings.push(message) };
  const stuck = { predicted: 'all "Au"', stuck: 'all "Au"' };
  const history = [{ epoch: 1 }, { epoch: 2, predicted: 'all "Au"' }, { epoch: 3, predicted: 'all "Au"' }];
  warnOfStuck([...history, { epoch: 4, ...stuck }, { epoch: 5 }], context);
  t.deepEqual(warnings, []);
  warnOfStuck([...history, { epoch: 4, ...stuck }, { epoch: 5, ...stuck }], context);
  t.regex(warnings[0]!, /^stuck: all "Au" in every validation image of epochs 2 to 5;/);
});
