import test from 'ava';
import type { Trainer } from '../../learn/training/trainer.js';
import { randomAt } from '../../random/random.js';
import { openImageSet } from '../artifacts/image-set.js';
import type { Progress } from '../run-context.js';
import { discImages } from '../training/image-set.test-helper.js';
import { restorationValidation } from './validation.js';

test('a run that is stopped while the validation images are corrupted stops after the next one', async (t) => {
  const set = await openImageSet(await discImages({ count: 5, side: 8 }));
  const [controller, reason] = [new AbortController(), new Error('stopped by the user')];
  const reported: Progress[] = [];
  setImmediate(() => controller.abort(reason));
  const preparing = restorationValidation({
    context: {
      params: { seed: 0 },
      signal: controller.signal,
      progress: (progress) => reported.push(progress),
      random: (stream, seed, epoch = 0, step = 0) => randomAt({ stream, seed, epoch, step }),
    },
    set,
    policy: undefined,
    indices: [0, 1, 2, 3, 4],
    stride: 4,
    // Nothing is predicted before the training.
    trainer: {} as Trainer,
  });
  await t.throwsAsync(preparing, { is: reason });
  t.deepEqual(reported, [{ phase: 'corrupting validation images', step: 1, steps: 5 }]);
});
