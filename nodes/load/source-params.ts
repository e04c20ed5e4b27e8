import type { JSONSchema } from 'json-schema-to-ts';

const within = (what: string) =>
  ({
    type: 'string',
    minLength: 1,
    description: `File or folder with ${what}, below \`path\` or in the folder of the input; \`.\` is all of it.`,
  }) as const;

const arrayName = (of: string) =>
  ({
    type: 'string',
    minLength: 1,
    description: `Name of the array with ${of} in files that hold several (HDF5, EMD, NPZ, Zarr).`,
  }) as const;

const channel = (of: string) =>
  ({
    type: 'integer',
    minimum: 0,
    maximum: 65_535,
    description: `Which channel of ${of} is used, counted from 0.`,
  }) as const;

/** Where images come from, and what lies beside them. */
export const source = {
  dataset: {
    enum: ['folder', 'pairs', 'stack', 'hdf5', 'cem500k', 'hrtem-au', 'temimagenet'],
    default: 'folder',
    description:
      'How the data set is laid out and prepared: fills in what is not said here. `folder` fills in nothing; see the README of the node for the others.',
  },
  sample: {
    enum: ['Au20nm', 'Au2.2nm', 'Au5nm', 'Au10nm', 'Au5nmV1'],
    description: 'Which files of `hrtem-au`.',
  },
  task: {
    enum: ['denoise', 'background-denoise', 'super-resolution'],
    description: 'What `temimagenet` is to be learnt from: the targets of this task.',
  },
  label: {
    enum: [
      'circularMask',
      'smallcircularMask',
      'gaussianMask',
      'noNoise',
      'noBackgroundnoNoise',
      'noNoiseNoBackgroundSuperresolution',
      'noNoiseUpinterpolation2x',
      'noNoiseNoBackgroundUpinterpolation2x',
      'position',
    ],
    description: 'Which folder of labels of `temimagenet`, in place of a `task`.',
  },
  path: {
    type: 'string',
    description:
      'Folder of images, read with its sub-folders and sorted by path, or one file of images: PNG, JPEG, TIFF, NPY, NPZ, MRC, DM3, DM4, HDF5, EMD, Zarr. Colours become grey.',
  },
  from: {
    type: 'object',
    additionalProperties: false,
    required: ['images'],
    description:
      'Where images, and what lies beside them, are found below `path` or in the folder of the input.',
    properties: {
      images: within('images'),
      masks: within('masks'),
      targets: within('target images'),
      points: within('points'),
    },
  },
  masks: {
    type: 'string',
    description:
      'Folder or file of masks; a mask has the relative path of its image, whatever the extension, or is the same image of such a file.',
  },
  targets: {
    type: 'string',
    description:
      'Folder or file of target images, paired like masks, of the size of their images or of the one that `enlarge` gives them: what a network is to make of them.',
  },
  points: {
    type: 'string',
    description:
      'Folder of text files (.txt), one of the same relative path for each image, with a point a line: x y in pixels; the centre of the first pixel is 0 0.',
  },
  array: arrayName('images'),
  maskArray: arrayName('masks'),
  targetArray: arrayName('target images'),
  channel: channel('images with several'),
  maskChannel: channel('masks with several'),
} as const satisfies Record<string, JSONSchema>;
