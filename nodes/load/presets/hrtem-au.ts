import type { LoadParams } from '../params.js';
import type { Preset } from './preset.js';

/** Micrographs as the microscope took them, by their files and how far above the median X-rays are. */
const raw = {
  Au20nm: { stem: 'Au_20nm_87kx_16e', threshold: 400 },
  'Au2.2nm': { stem: 'Au_2p2nm_330kx_423e', threshold: 1500 },
  Au5nm: { stem: 'Au_5nm_330kx_423e', threshold: 1500 },
  Au10nm: { stem: 'Au_10nm_330kx_425e', threshold: 1500 },
} as const;

/** One that was filtered and cut before; the second channel of its labels is the particles. */
const prepared = {
  images: 'Au_Bal_MedFilt_cutimages_20190726.h5',
  masks: 'Au_Bal_unFilt_cutimages_20190423_maps.h5',
} as const;

/** Tiles need more foreground than this. */
const tooFewPixels = 400;

/**
 * Gold nanoparticles on carbon (Sytwu et al., Microscopy and Microanalysis 28, 2022; Zenodo 10.5281/zenodo.6419024),
 * prepared as there: X-rays removed, each micrograph on its own scale, tiles with enough of a particle, split in order,
 * eight copies of each.
 */
export const hrtemAu: Preset = {
  choices: ['sample'],
  required: 'sample',
  fixed({ sample }): Partial<LoadParams> {
    if (sample === undefined) return {};
    if (sample === 'Au5nmV1') return { from: prepared, array: 'images', maskArray: 'maps', maskChannel: 1 };
    const { stem } = raw[sample];
    return {
      from: { images: `${stem}_Images.h5`, masks: `${stem}_Labels.h5` },
      array: 'images',
      maskArray: 'labels',
    };
  },
  filled({ sample }): Partial<LoadParams> {
    const inOrder = { splitOrder: 'path', split: [0.6, 0.2, 0.2] } as const;
    if (sample === undefined || sample === 'Au5nmV1') return inOrder as Partial<LoadParams>;
    return {
      ...(inOrder as Partial<LoadParams>),
      outliers: { threshold: raw[sample].threshold, repeats: 1 },
      tile: { size: 512, overlap: 0 },
      minForeground: tooFewPixels + 1,
      copies: 'dihedral',
      normalization: 'zscore',
    };
  },
};
