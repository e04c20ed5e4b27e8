import type { Intensities } from '../../imaging/image-set.js';
import { NodeError } from '../node-error.js';

/**
 * Throws a NodeError where the images of input `port` are read in another way than what the network has learned from
 * or is to learn from, which `reference` names: it would see other intensities than it knows.
 */
export function checkIntensities(
  port: string,
  given: Intensities,
  reference: string,
  wanted: Intensities,
): void {
  if (inWords(given) === inWords(wanted)) return;
  throw new NodeError(
    'bad-input',
    `the images of input ${port} have ${inWords(given)}; ${reference} ${inWords(wanted)}`,
    'give the `load` nodes behind both the same normalization and contrast',
  );
}

function inWords({ normalization, contrast }: Intensities): string {
  const scale =
    typeof normalization === 'string'
      ? `"${normalization}"`
      : `by mean ${normalization.mean} and std ${normalization.std}`;
  return `normalization ${scale} and contrast "${contrast}"`;
}
