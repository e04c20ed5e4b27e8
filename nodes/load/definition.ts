import { folderExtensions, pointsExtensions } from '../../imaging/datasets/extensions.js';
import { partsOf } from '../../imaging/datasets/split.js';
import { splitByFile, splitFileExtensions } from '../../imaging/datasets/split-file.js';
import { rasterExtensions } from '../../imaging/formats/raster-extensions.js';
import { defineNode } from '../define-node.js';
import { check } from './check.js';
import { expand } from './expand.js';
import { params } from './params.js';
import { filesWithin } from './role-files.js';

export { params };

export const inputs = {
  folder: {
    artifact: 'folder',
    description: 'A folder that was fetched, in place of `path`; `from` says what in it is used.',
    optional: true,
  },
} as const;

export const outputs = {
  images: { artifact: 'image-set', description: 'All images; only without `split`.' },
  train: { artifact: 'image-set', description: 'Images to train with; only with `split`.' },
  validation: {
    artifact: 'image-set',
    description: 'Images to choose the best epoch by; only with `split`.',
  },
  test: { artifact: 'image-set', description: 'Images to measure the result on; only with `split`.' },
} as const;

const images = { kind: 'folder or file', extensions: rasterExtensions, folderExtensions } as const;
const points = { kind: 'folder or file', extensions: pointsExtensions } as const;
const splitFile = { kind: 'file', extensions: splitFileExtensions } as const;

/** Reads or simulates images, with what is known of them, and splits them by image. */
export const load = defineNode<typeof params, typeof inputs, typeof outputs>({
  type: 'load',
  version: '3',
  description:
    'Images from files, a known data set or a simulator, with masks, target images, points or classes, prepared and split.',
  params,
  inputs,
  outputs,
  files: { path: images, masks: images, targets: images, points, splitFile },
  filesWithin: (params) => filesWithin(expand(params).settings),
  produces(params) {
    const { split, splitFile } = expand(params).settings;
    if (split !== undefined) return partsOf(split as Parameters<typeof partsOf>[0]);
    return splitFile === undefined ? ['images'] : partsOf(splitByFile);
  },
  check,
  inspect: async (params, files) => (await import('./inspect.js')).inspect(params, files),
  run: async (context) => (await import('./run.js')).run(context),
});
