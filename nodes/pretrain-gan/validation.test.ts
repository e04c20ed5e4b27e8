import test from 'ava';
import type { ImageSet } from '../../imaging/image-set.js';
import { randomAt } from '../../random/random.js';
import { openImageSet } from '../artifacts/image-set.js';
import type { Progress, RunContext } from '../run-context.js';
import { discImages } from '../training/image-set.test-helper.js';
import { identityL1 } from './validation.js';
import { validationImages } from './validation-images.js';

const side = 8;
const random: RunContext['random'] = (stream, seed, epoch = 0, step = 0) =>
  randomAt({ stream, seed, epoch, step });
const policy = {
  flip: true,
  rotate90: true,
  scale: [2, 2],
  blur: { probability: 0.5, sigma: [0.5, 1] },
  noise: { sigma: [0.1, 0.2] },
} as const;

function imagesOf(set: ImageSet, indices: readonly number[], changes: object = {}) {
  return validationImages({ set, indices, policy, random, seed: 0, ...changes });
}

function corrupted(images: ReturnType<typeof imagesOf>, position: number): number[] {
  const into = new Float32Array(side * side);
  images.readCorrupted(position, into);
  return [...into];
}

test('an image is corrupted in the same way each time, whatever other images there are', async (t) => {
  const set = await openImageSet(await discImages({ count: 6, side }));
  const few = imagesOf(set, [4, 1]);
  const more = imagesOf(set, [4, 1, 3, 2]);
  for (const position of [1, 0, 1]) t.deepEqual(corrupted(more, position), corrupted(few, position));
  t.notDeepEqual(corrupted(imagesOf(set, [4, 1], { seed: 1 }), 0), corrupted(few, 0));
  t.is(more.name(2), 'disc-3');
});

test('validation images are blurred and noised, neither turned nor zoomed', async (t) => {
  const set = await openImageSet(await discImages({ count: 3, side }));
  const clean = new Float32Array(side * side);
  const only = (part: object) => corrupted(imagesOf(set, [0, 1, 2], { policy: part }), 2);
  const all = imagesOf(set, [0, 1, 2]);
  all.readClean(2, clean);
  t.deepEqual(only({ flip: true, rotate90: true, scale: [2, 2] }), [...clean]);
  t.notDeepEqual(corrupted(all, 2), [...clean]);
  const error = corrupted(all, 2).reduce((sum, x, i) => sum + Math.abs(x - clean[i]!), 0) / clean.length;
  t.true(error < 0.25, `${error}`);
});

test('a run that is stopped while the validation images are corrupted stops after the next one', async (t) => {
  const set = await openImageSet(await discImages({ count: 5, side }));
  const [controller, reason] = [new AbortController(), new Error('stopped by the user')];
  const reported: Progress[] = [];
  setImmediate(() => controller.abort(reason));
  const measuring = identityL1(imagesOf(set, [0, 1, 2, 3, 4]), {
    signal: controller.signal,
    progress: (progress) => reported.push(progress),
  });
  await t.throwsAsync(measuring, { is: reason });
  t.deepEqual(reported, [{ phase: 'corrupting validation images', step: 1, steps: 5 }]);
});
