import type { Problem } from '../define-node.js';

/** An axis either tells rows apart or is summarized. */
export function check(params: { rows: string[]; over: Record<string, unknown> }): Problem[] {
  return Object.keys(params.over)
    .filter((axis) => params.rows.includes(axis))
    .map((axis) => ({
      path: ['over', axis],
      message: `the axis "${axis}" is under both rows and over`,
      hint: 'Rows keep its values apart, over brings them together: choose one.',
    }));
}
