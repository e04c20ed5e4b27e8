import type { LoadParams } from '../params.js';
import type { Preset } from './preset.js';

type Label = NonNullable<LoadParams['label']>;
type Task = NonNullable<LoadParams['task']>;

/** What the labels in each folder are. */
const roles: Readonly<Record<Label, 'masks' | 'targets' | 'points'>> = {
  circularMask: 'masks',
  smallcircularMask: 'masks',
  gaussianMask: 'targets',
  noNoise: 'targets',
  noBackgroundnoNoise: 'targets',
  noNoiseNoBackgroundSuperresolution: 'targets',
  noNoiseUpinterpolation2x: 'targets',
  noNoiseNoBackgroundUpinterpolation2x: 'targets',
  position: 'points',
};

const labelOfTask: Readonly<Record<Task, Label>> = {
  denoise: 'noNoise',
  'background-denoise': 'noBackgroundnoNoise',
  'super-resolution': 'noNoiseNoBackgroundSuperresolution',
};

/** Of the 14,364 images 15 % were drawn for tests, and of the others 15 % for validation, each rounded up. */
const split = [10377 / 14364, 1832 / 14364, 2155 / 14364];

/**
 * TEMImageNet (Lin et al., Scientific Reports 11, 5386, 2021): simulated ADF-STEM images in `image/`, and what is known
 * of them in a folder for each kind of label, under the same names. Without `task` and `label` the images alone.
 */
export const temimagenet: Preset = {
  choices: ['task', 'label'],
  fixed(params) {
    const label = labelOf(params);
    const beside = label && { [roles[label]]: label };
    return {
      from: { images: 'image', ...beside },
      ...(label?.endsWith('2x') && { enlarge: 2 }),
    };
  },
  filled: (params) => (labelOf(params) === undefined ? {} : ({ split } as Partial<LoadParams>)),
};

function labelOf({ task, label }: LoadParams): Label | undefined {
  return label ?? (task && labelOfTask[task]);
}
