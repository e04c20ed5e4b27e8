import type { ImageSet } from '../../imaging/image-set.js';
import { type ImagesSeen, imagesSeen, merged, readImagesSeen } from '../artifacts/images-seen.js';
import type { Context } from './context.js';

/**
 * The images that had a part in the network: those of this training, and those that the weights it started from had
 * seen, however little was taken of them. How many epochs were trained makes no difference.
 */
export async function seenImages(
  { inputs: { weights }, warn }: Pick<Context, 'inputs' | 'warn'>,
  train: ImageSet,
  validation: ImageSet,
): Promise<ImagesSeen> {
  const before = weights ? await readImagesSeen(weights) : [];
  if (before === undefined) {
    warn(
      'the weights do not say which images they were trained on, so nothing will find test images among them',
    );
  }
  return merged(
    before ?? [],
    imagesSeen(train, 'finetuning'),
    imagesSeen(validation, 'finetuning-validation'),
  );
}
