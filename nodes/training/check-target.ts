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
      return points ? undefined : missing('points', 'points');
    case 'label':
      return labels ? differing('labels', labels, target.classes) : missing('labels', 'labels');
    case 'classes':
      return classes ? differing('classes', classes, target.classes) : missing('masks', 'masks and classes');
    case 'mask':
      if (!classes) return missing('masks', 'masks');
      if (classes.length === 2) return undefined;
      return {
        message: `have masks of ${classes.length} classes, not of foreground and background`,
        hint: 'give the task a target of kind "classes", or set foreground in place of classes in the load node',
      };
  }
}

/** `params` are those of the load node that bring it. */
function missing(what: string, params: string) {
  return { message: `have no ${what}`, hint: `set ${params} in the load node that they come from` };
}

function differing(param: 'labels' | 'classes', found: readonly string[], wanted: readonly string[] = []) {
  if (found.length === wanted.length && found.every((name, number) => name === wanted[number]))
    return undefined;
  return {
    message: `have the ${param} ${found.join(', ')}, and the task's target the classes ${wanted.join(', ')}`,
    hint: `give ${param} of the load node and classes of the target the same names in the same order, which is the order of their numbers`,
  };
}
