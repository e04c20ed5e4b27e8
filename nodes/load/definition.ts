import { pointsExtensions } from '../../imaging/datasets/pair-files.js';
import { partsOf } from '../../imaging/datasets/split.js';
import { rasterExtensions } from '../../imaging/formats/raster-extensions.js';
import { defineNode } from '../define-node.js';
import { check } from './check.js';
import { params } from './params.js';

export { params };

export const inputs = {} as const;

export const outputs = {
  images: { artifact: 'image-set', description: 'All images; only without `split`.' },
  train: { artifact: 'image-set', description: 'Images to train with; only with `split`.' },
  validation: {
    artifact: 'image-set',
    description: 'Images to choose the best epoch by; only with `split`.',
  },
  test: { artifact: 'image-set', description: 'Images to measure the result on; only with `split`.' },
} as const;

const images = { kind: 'folder', extensions: rasterExtensions } as const;
const points = { kind: 'folder', extensions: pointsExtensions } as const;

/** Reads or simulates images, with what is known of them, and splits them by image. */
export const load = defineNode<typeof params, typeof inputs, typeof outputs>({
  type: 'load',
  version: '2',
  description:
    'Images from a folder or from a simulator, with masks, target images, points or classes, prepared and split.',
  params,
  inputs,
  outputs,
  files: { path: images, masks: images, targets: images, points },
  produces: (params) => (params.split ? partsOf(params.split) : ['images']),
  check,
  inspect: async (params, files) => (await import('./inspect.js')).inspect(params, files),
  run: async (context) => (await import('./run.js')).run(context),
});
