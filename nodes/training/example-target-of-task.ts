import type { ExampleTarget } from '../../imaging/augment/example-target.js';
import type { Task } from '../../learn/tasks/task-schema.js';

/** What the images of a task are to be made into. */
export function exampleTarget(target: Task['target']): ExampleTarget {
  return target.kind === 'points' ? { kind: 'points', sigma: target.sigma } : { kind: target.kind };
}
