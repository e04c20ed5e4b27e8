import type { Preset } from './preset.js';

/** Images and masks side by side in one folder. */
export const pairs: Preset = {
  filled: () => ({ from: { images: 'images', masks: 'masks' } }),
};

/** The slices of a volume, or frames of a film: neighbours are alike, so each part gets a stretch of them. */
export const stack: Preset = {
  filled: () => ({ splitOrder: 'path' }),
};

/** Images and labels, or targets, in one file. */
export const hdf5: Preset = {
  filled({ from, masks, targets, points, targetArray }) {
    const alone = { array: 'images' };
    if (from?.masks !== undefined || masks !== undefined) return { ...alone, maskArray: 'labels' };
    if (from ?? targets ?? points) return alone;
    if (targetArray !== undefined) return { ...alone, from: { images: '.', targets: '.' } };
    return { ...alone, from: { images: '.', masks: '.' }, maskArray: 'labels' };
  },
};
