import type { AugmentationPolicy } from '../../imaging/augment/policy.js';
import type { Problem } from '../define-node.js';

export function check({ scale, blur, noise }: AugmentationPolicy): Problem[] {
  const ranges = [
    { path: ['scale'], range: scale },
    { path: ['blur', 'sigma'], range: blur?.sigma },
    { path: ['noise', 'sigma'], range: noise?.sigma },
  ];
  return ranges.flatMap(({ path, range }) => {
    if (!range || range[0] <= range[1]) return [];
    return { path, message: `${range[0]} to ${range[1]} is no range`, hint: 'Lower end first.' };
  });
}
