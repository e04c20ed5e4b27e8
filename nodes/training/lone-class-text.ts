import type { Task } from '../../learn/tasks/task-schema.js';

/** One class everywhere, in words: `all background` for masks, and names that users chose in quotes: `all "Au"`. */
export function loneClassText({ kind }: Task['target'], name: string): string {
  return kind === 'mask' ? `all ${name}` : `all "${name}"`;
}
