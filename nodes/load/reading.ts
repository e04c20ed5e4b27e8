import { binaryClasses, type MaskClasses } from '../../imaging/datasets/mask-classes.js';
import type { Reading } from '../../imaging/datasets/read-images.js';
import type { Settings } from './expand.js';

/** How the settings say that files are read. */
export function readingOf(settings: Settings): Reading {
  const { array, maskArray, targetArray, maskChannel } = settings;
  return {
    preparation: settings,
    classes: maskClassesOf(settings),
    maskChannel,
    arrays: { images: array, masks: maskArray, targets: targetArray },
  };
}

/** Undefined where they do not say how masks are read: anything but black is foreground. */
function maskClassesOf({ classes, foreground }: Settings): MaskClasses | undefined {
  return classes ?? (foreground && binaryClasses(foreground));
}
