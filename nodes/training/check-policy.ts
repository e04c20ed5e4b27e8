import type { AugmentationPolicy } from '../../imaging/augment/policy.js';
import type { ImageSet } from '../../imaging/image-set.js';
import { NodeError } from '../node-error.js';

/** Throws a NodeError where the policy asks for what these images do not have. */
export function checkPolicy(policy: AugmentationPolicy | undefined, set: ImageSet, port: string): void {
  if (!policy?.poisson) return;
  const sign = set.intensities.contrast === 'invert' ? -1 : 1;
  for (let index = 0; index < set.count; index++) {
    const { zero, mean } = set.levels(index);
    if (sign * (mean - zero) >= 0) continue;
    throw new NodeError(
      'bad-input',
      `the augmentation counts electrons (poisson), but the raw intensities of ${set.name(index)} in input ${port} are negative in the mean`,
      'load images whose intensities count from 0, or use noise instead of poisson',
    );
  }
}
