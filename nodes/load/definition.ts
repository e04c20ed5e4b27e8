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

const folder = { kind: 'folder', extensions: rasterExtensions } as const;

/** Reads or simulates images, with masks where there are any, and splits them by image. */
export const load = defineNode<typeof params, typeof inputs, typeof outputs>({
  type: 'load',
  version: '1',
  description: 'Images (and masks) from a folder or from a simulator, prepared and split.',
  params,
  inputs,
  outputs,
  files: { path: folder, masks: folder },
  produces: (params) => (params.split ? partsOf(params.split) : ['images']),
  check,
  inspect: async (params, files) => (await import('./inspect.js')).inspect(params, files),
  run: async (context) => (await import('./run.js')).run(context),
});
