import type { ImageSet, Normalization } from '../../imaging/image-set.js';
import { type PatchGanOptions, patchGanOutputSide } from '../../learn/networks/patch-gan.js';
import type { OutputActivation } from '../../learn/training/output-activation.js';
import { NodeError } from '../node-error.js';

/** The only intensities that an activation's values can reach. */
const reached = {
  sigmoid: { normalization: 'unit', bounds: '0 to 1' },
  tanh: { normalization: 'symmetric', bounds: '−1 to 1' },
} as const satisfies Record<string, { normalization: Normalization; bounds: string }>;

/** Throws a NodeError where the generator could not make such images. */
export function checkActivation(activation: OutputActivation, { intensities }: ImageSet): void {
  if (activation === 'none') return;
  const { normalization, bounds } = reached[activation];
  if (intensities.normalization === normalization) return;
  throw new NodeError(
    'bad-input',
    `outputActivation "${activation}" gives values from ${bounds}, but the images have normalization "${intensities.normalization}"`,
    `load them with normalization "${normalization}", or set outputActivation to "none"`,
  );
}

/** Throws a NodeError where examples of `side` pixels have no patch for the discriminator to judge. */
export function checkPatches(side: number, { layers }: PatchGanOptions): void {
  if (patchGanOutputSide(side, layers) >= 1) return;
  throw new NodeError(
    'bad-input',
    `examples of ${side} pixels are too small for a discriminator with ${layers} layers`,
    'raise crop, or lower discriminator.layers',
  );
}
