import type { ImageSet, Truths } from '../../imaging/image-set.js';
import { NodeError } from '../node-error.js';

/** What a task's target says that the images must have. */
export interface WantedTarget {
  readonly kind: 'mask' | 'classes' | 'image' | 'label' | 'points';
  /** Names in the order of their numbers, for `classes` and `label`. */
  readonly classes?: readonly string[];
}

/** Throws a NodeError where the images of input `port` do not have what the target is made of. */
export function checkTarget({ truths }: Pick<ImageSet, 'truths'>, port: string, target: WantedTarget): void {
  const problem = problemWith(truths, target);
  if (problem)
    throw new NodeError('bad-input', `the images of input ${port} ${problem.message}`, problem.hint);
}

function problemWith({ classes, labels, points }: Truths, target: WantedTarget) {
  switch (target.kind) {
    case 'image':
      // Images without a target image are their own.
      return undefined;
    case 'points':
      return points ? undefined : missing('points');
    case 'label':
      return labels ? differing('classes of images', labels, target.classes) : missing('classes of images');
    case 'classes':
      return classes ? differing('classes of pixels', classes, target.classes) : missing('masks');
    case 'mask':
      if (!classes) return missing('masks');
      if (classes.length === 2) return undefined;
      return {
        message: `have masks of ${classes.length} classes, not of foreground and background`,
        hint: 'give the task a target of kind "classes", or load masks with a foreground',
      };
  }
}

function missing(what: string) {
  return {
    message: `have no ${what}`,
    hint: 'load a data set that has them, and connect its labelled port',
  };
}

function differing(what: string, found: readonly string[], wanted: readonly string[] = []) {
  if (found.length === wanted.length && found.every((name, number) => name === wanted[number]))
    return undefined;
  return {
    message: `have the ${what} ${found.join(', ')}, and the task ${wanted.join(', ')}`,
    hint: 'give both the same names in the same order, which is the order of their numbers',
  };
}
