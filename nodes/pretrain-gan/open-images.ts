import type { AugmentationPolicy } from '../../imaging/augment/policy.js';
import { joinedGroups } from '../../imaging/datasets/split-groups.js';
import type { ImageSet } from '../../imaging/image-set.js';
import { openImageSet } from '../artifacts/image-set.js';
import { type ImagesSeen, imagesSeen, merged, sourceImage } from '../artifacts/images-seen.js';
import type { ContextOf } from '../define-node.js';
import { NodeError } from '../node-error.js';
import { checkNotEmpty } from '../training/check-images.js';
import { checkIntensities } from '../training/check-intensities.js';
import type { inputs, outputs, params } from './definition.js';
import { splitImages } from './split-images.js';
import { type ValidationImages, validationImages } from './validation-images.js';

type Context = Pick<ContextOf<typeof params, typeof inputs, typeof outputs>, 'inputs' | 'params' | 'random'>;

/** What the generator learns from, and what shows how well it does. */
export interface PretrainingImages {
  readonly set: ImageSet;
  /** Which images of the set are trained on. */
  readonly training: ArrayLike<number>;
  readonly validation: ValidationImages;
  /** Both, as the weights say it. */
  seen(): ImagesSeen;
}

/** Opens the images; those of validation are the input for them, else a share of the others. */
export async function openImages(
  { inputs, params, random }: Context,
  policy: AugmentationPolicy | undefined,
): Promise<PretrainingImages> {
  const { seed } = params;
  const set = await openImageSet(inputs.images);
  checkNotEmpty(set, 'images');
  if (inputs.validation) {
    const held = await openImageSet(inputs.validation);
    checkNotEmpty(held, 'validation');
    checkIntensities('validation', held.intensities, 'those of input images have', set.intensities);
    const validation = validationImages({ set: held, indices: everyIndex(held), policy, random, seed });
    const seen = () => merged(imagesSeen(set, 'pretraining'), imagesSeen(held, 'pretraining-validation'));
    return { set, training: everyIndex(set), validation, seen };
  }
  if (set.count === 1) {
    throw new NodeError(
      'bad-input',
      'one image cannot be split into training and validation images',
      'load at least 2 images, or connect the input validation',
    );
  }
  // Tiles of one image, its copies and its twins would else choose the epoch by what was trained on.
  const groupOf = joinedGroups(set.count, [(i) => sourceImage(set.origin(i)), (i) => set.digest(i)]);
  const split = splitImages(
    set.count,
    params.validationFraction,
    random('pretrain-gan/split', seed),
    groupOf,
  );
  const validation = validationImages({ set, indices: split.validation, policy, random, seed });
  const seen = () =>
    merged(
      imagesSeen(set, 'pretraining', split.training),
      imagesSeen(set, 'pretraining-validation', split.validation),
    );
  return { set, training: split.training, validation, seen };
}

const everyIndex = ({ count }: ImageSet) => Uint32Array.from({ length: count }, (_, index) => index);
