import test from 'ava';
import type { Normalization } from '../../imaging/image-set.js';
import type { Task } from '../../learn/tasks/task-schema.js';
import { NodeError } from '../node-error.js';
import { checkRanges } from './check-ranges.js';

const checking = (normalization: Normalization, task: Pick<Task, 'losses' | 'metrics'>) => () =>
  checkRanges({ intensities: { normalization, contrast: 'keep' } }, 'images', task);

for (const [what, task, message] of [
  ['PSNR', { losses: [{ kind: 'l1' }], metrics: ['l1', 'psnr'] }, /^psnr of the task/],
  ['an SSIM loss', { losses: [{ kind: 'ssim' }], metrics: [] }, /^ssim of the task/],
  ['PSNR and SSIM', { losses: [{ kind: 'ssim' }], metrics: ['ssim', 'psnr'] }, /^psnr and ssim of the task/],
] as const) {
  test(`${what} goes with images of normalization unit only`, (t) => {
    const given = { losses: [...task.losses], metrics: [...task.metrics] };
    t.notThrows(checking('unit', given));
    for (const normalization of ['zscore', 'symmetric'] as const) {
      const error = t.throws(checking(normalization, given), { instanceOf: NodeError, message });
      t.is(error.kind, 'bad-input');
      t.regex(error.hint!, /normalization "unit"/);
    }
  });
}

test('errors that hold for any range are measured on any images', (t) => {
  t.notThrows(checking('zscore', { losses: [{ kind: 'mse' }], metrics: ['l1'] }));
});
