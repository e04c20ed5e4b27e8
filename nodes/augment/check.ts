import { type AugmentationPolicy, type Range, scalePart } from '../../imaging/augment/policy.js';
import type { Problem } from '../define-node.js';

/** A bend with a larger amplitude than this share of its `sigma` would fold the image. */
const steepestBend = 1 / 3;

export function check({ scale, elastic, ...policy }: AugmentationPolicy): Problem[] {
  const zoom = Array.isArray(scale) ? ['scale'] : ['scale', 'factor'];
  const ranges: readonly { readonly path: readonly string[]; readonly range: Range | undefined }[] = [
    { path: ['rotate', 'degrees'], range: policy.rotate?.degrees },
    { path: zoom, range: scalePart(scale)?.factor },
    { path: ['elastic', 'amplitude'], range: elastic?.amplitude },
    { path: ['elastic', 'sigma'], range: elastic?.sigma },
    { path: ['gamma', 'exponent'], range: policy.gamma?.exponent },
    { path: ['contrast', 'factor'], range: policy.contrast?.factor },
    { path: ['brightness', 'offset'], range: policy.brightness?.offset },
    { path: ['blur', 'sigma'], range: policy.blur?.sigma },
    { path: ['poisson', 'dose'], range: policy.poisson?.dose },
    { path: ['speckle', 'sigma'], range: policy.speckle?.sigma },
    { path: ['noise', 'sigma'], range: policy.noise?.sigma },
  ];
  const downward = ranges.flatMap(({ path, range }) => {
    if (!range || range[0] <= range[1]) return [];
    return { path, message: `${range[0]} to ${range[1]} is no range`, hint: 'Lower end first.' };
  });
  return [...downward, ...foldingBend(elastic)];
}

function foldingBend(elastic: AugmentationPolicy['elastic']): Problem[] {
  if (!elastic) return [];
  const strongest = elastic.amplitude[1];
  const most = steepestBend * elastic.sigma[0];
  if (strongest <= most) return [];
  return [
    {
      path: ['elastic', 'amplitude'],
      message: `shifts of ${strongest} px that change within ${elastic.sigma[0]} px fold the image`,
      hint: `at most a third of sigma: up to ${Number(most.toPrecision(3))}, or a larger sigma`,
    },
  ];
}
