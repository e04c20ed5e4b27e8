import type { Preset } from './preset.js';

/**
 * CEM500K (Conrad & Narayan, eLife 10, 2021; EMPIAR-10592): unlabelled patches of cellular electron microscopy, called
 * `<source>-LOC-<place>`. Patches at borders are smaller. Mean and deviation are those that were published with it.
 */
export const cem500k: Preset = {
  filled: () => ({
    fit: { width: 224, height: 224, rule: 'pad' },
    normalization: { mean: 0.57287007, std: 0.127405363 },
    splitBy: { before: '-LOC-' },
  }),
};
