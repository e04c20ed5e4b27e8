import { ssimWindowSide } from '../../learn/metrics/ssim-constants.js';
import type { Task } from '../../learn/tasks/task-schema.js';
import type { Problem } from '../define-node.js';

/** What is wrong with crops of this side, undefined for whole images, for a task with the loss `ssim`. */
export function checkSsimCrop({ losses }: Task, crop: number | undefined): readonly Problem[] {
  if (crop === undefined || crop >= ssimWindowSide || losses.every(({ kind }) => kind !== 'ssim')) return [];
  return [
    {
      path: ['crop'],
      message: `ssim looks through a window of ${ssimWindowSide} × ${ssimWindowSide} pixels, but crops have ${crop} × ${crop}`,
      hint: `set crop to ${ssimWindowSide} or more`,
    },
  ];
}
