import { binaryClasses, type MaskClasses } from '../../imaging/datasets/mask-classes.js';
import type { LoadParams } from './params.js';

/** How the params say that masks are read; undefined where they do not: anything but black is foreground. */
export function maskClassesOf({ classes, foreground }: LoadParams): MaskClasses | undefined {
  return classes ?? (foreground && binaryClasses(foreground));
}
