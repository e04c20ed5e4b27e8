import type { Problem } from '../define-node.js';
import { NodeError } from '../node-error.js';
import type { Point } from '../run-context.js';
import { buildScoreTable } from './score-table.js';

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

/** The table is tried with a score at each point, so that what it refuses is said before the sweep runs. */
export function checkGathered(
  params: { rows: string[]; over: Record<string, unknown> },
  points: readonly Point[],
): Problem[] {
  const entries = points.map((at) => ({ at, column: 0, value: 0 }));
  try {
    buildScoreTable(entries, params.rows, Object.keys(params.over));
    return [];
  } catch (error) {
    if (!(error instanceof NodeError)) throw error;
    const { message, hint } = error;
    return [{ path: ['rows'], message, ...(hint !== undefined && { hint }) }];
  }
}
