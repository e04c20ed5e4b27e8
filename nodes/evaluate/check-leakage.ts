import { listed } from '../../imaging/datasets/pair-files.js';
import type { ImagesSeen, SeenAs } from '../artifacts/images-seen.js';
import { NodeError } from '../node-error.js';
import type { RunContext } from '../run-context.js';
import { findLeaks, type Leaks, type TestImages } from './find-leaks.js';

/** What becomes of test images that are not new to the network. */
export type Leakage = 'error' | 'warn' | 'allow';

const namesShown = 3;
const seenText: Readonly<Record<SeenAs, string>> = {
  pretraining: 'trained on in pretraining',
  'pretraining-validation': 'chose the best epoch of pretraining',
  finetuning: 'trained on in fine-tuning',
  'finetuning-validation': 'chose the best epoch of fine-tuning',
};

/**
 * Refuses or warns of test images with the same pixels as an image that the network has seen (leakage), and warns of
 * those made of the same image as one that it has seen, such as tiles of one micrograph (same source image).
 * `seen` is undefined where it is not known.
 */
export function checkLeakage(
  images: TestImages,
  seen: ImagesSeen | undefined,
  leakage: Leakage,
  { warn, log }: Pick<RunContext, 'warn' | 'log'>,
): void {
  const say = leakage === 'allow' ? log : warn;
  if (seen === undefined) {
    say('the network does not say which images it has seen, so test images among them are not found');
    return;
  }
  const { samePixels, sameSource } = findLeaks(images, seen);
  if (samePixels.size > 0) {
    const message = `leakage: ${shareOf(samePixels, images)} were seen in training: ${textOf(samePixels, images)}`;
    if (leakage === 'error') {
      throw new NodeError(
        'bad-input',
        message,
        'leave them out of the training (`split` or `exclude` of the load that it comes from), or set `leakage` here to "warn" or "allow"',
      );
    }
    say(message);
  }
  if (sameSource.size > 0) {
    say(
      `same source image: ${shareOf(sameSource, images)} are other parts or forms of images that were seen in training: ${textOf(sameSource, images)}`,
    );
  }
}

function shareOf(leaks: Leaks, { count }: TestImages): string {
  return `${new Set([...leaks.values()].flat()).size} of ${count} test images`;
}

function textOf(leaks: Leaks, images: TestImages): string {
  const text = ([as, indices]: readonly [SeenAs, readonly number[]]) => {
    const names = indices.map((index) => images.name(index));
    return `${indices.length} ${seenText[as]} (${listed(names, namesShown)})`;
  };
  return [...leaks].map(text).join('; ');
}
