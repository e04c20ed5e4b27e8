import type { ImageSet } from '../../imaging/image-set.js';
import { ssimWindowSide } from '../../learn/metrics/ssim-constants.js';
import { NodeError } from '../node-error.js';

/** Throws a NodeError where the window of SSIM, which is to be computed of them, does not fit into the images of input `port`. */
export function checkWindow({ height, width }: Pick<ImageSet, 'height' | 'width'>, port: string): void {
  if (Math.min(height, width) >= ssimWindowSide) return;
  throw new NodeError(
    'bad-input',
    `ssim looks through a window of ${ssimWindowSide} × ${ssimWindowSide} pixels, but the images of input ${port} are ${width} × ${height}`,
    'use larger images, or l1 and mse in place of ssim',
  );
}
