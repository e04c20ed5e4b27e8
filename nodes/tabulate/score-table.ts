import { type Summary, summarize } from '../../report/table/summary.js';
import { missing, type TextTable } from '../../report/table/text-table.js';
import { NodeError } from '../node-error.js';
import type { Point } from '../run-context.js';

/** One run's score at one epoch. */
export interface Entry {
  readonly at: Point;
  readonly epoch: number;
  readonly value: number;
}

export interface Cell extends Summary {
  /** Every value, and what tells it from the others of its cell. */
  readonly values: readonly { readonly at: Point; readonly value: number }[];
}

export interface ScoreTable {
  readonly rowAxes: readonly string[];
  /** Ascending. */
  readonly epochs: readonly number[];
  readonly rows: readonly {
    readonly labels: readonly string[];
    /** One per epoch; null where no run has a score. */
    readonly cells: readonly (Cell | null)[];
  }[];
}

/**
 * Sorts scores into rows, in the order in which they come, and columns. Throws a `NodeError` where a cell would get
 * several scores that differ in an axis which is neither a row axis nor summarized.
 */
export function buildScoreTable(
  entries: readonly Entry[],
  rowAxes: readonly string[],
  overAxes: readonly string[],
): ScoreTable {
  checkAxes(entries, [...rowAxes, ...overAxes]);
  const epochs = [...new Set(entries.map((entry) => entry.epoch))].sort((a, b) => a - b);
  const rows = new Map<string, { labels: string[]; byEpoch: Map<number, Entry[]> }>();
  for (const entry of entries) {
    const labels = rowAxes.map((axis) => entry.at[axis]!);
    const key = JSON.stringify(labels);
    const row = rows.get(key) ?? { labels, byEpoch: new Map<number, Entry[]>() };
    rows.set(key, row);
    const cell = row.byEpoch.get(entry.epoch) ?? [];
    row.byEpoch.set(entry.epoch, cell);
    cell.push(entry);
  }
  return {
    rowAxes,
    epochs,
    rows: [...rows.values()].map(({ labels, byEpoch }) => ({
      labels,
      cells: epochs.map((epoch) => cellOf(byEpoch.get(epoch) ?? [], overAxes)),
    })),
  };
}

function checkAxes(entries: readonly Entry[], axes: readonly string[]): void {
  const known = Object.keys(entries[0]?.at ?? {});
  const unknown = axes.filter((axis) => !known.includes(axis));
  if (unknown.length === 0 || entries.length === 0) return;
  throw new NodeError(
    'bad-input',
    `the scores do not vary over ${unknown.map((axis) => `"${axis}"`).join(', ')}`,
    `They vary over ${known.join(', ') || 'no axis'}.`,
  );
}

function cellOf(entries: readonly Entry[], overAxes: readonly string[]): Cell | null {
  if (entries.length === 0) return null;
  const seen = new Map<string, Entry>();
  for (const entry of entries) {
    const key = JSON.stringify(overAxes.map((axis) => entry.at[axis]));
    const other = seen.get(key);
    if (other) throw ambiguous(other, entry);
    seen.set(key, entry);
  }
  const values = entries.map(({ at, value }) => ({
    at: Object.fromEntries(overAxes.map((axis) => [axis, at[axis]!])),
    value,
  }));
  return { ...summarize(values.map(({ value }) => value)), values };
}

function ambiguous(one: Entry, other: Entry): NodeError {
  const axes = Object.keys(one.at).filter((axis) => one.at[axis] !== other.at[axis]);
  if (axes.length === 0) return new NodeError('bad-input', `one run has two scores at epoch ${one.epoch}`);
  const named = axes.map((axis) => `"${axis}" (${one.at[axis]}, ${other.at[axis]})`).join(' and ');
  return new NodeError(
    'bad-input',
    `more than one score belongs into one cell: they differ in ${named}`,
    `Add ${axes.map((axis) => `"${axis}"`).join(' or ')} to rows, or to over to show the mean.`,
  );
}

/** The table as it is shown: scores times 100, with two decimals. */
export function toTextTable(table: ScoreTable, showStd: boolean): TextTable {
  const cells = table.rows.flatMap((row) => row.cells);
  const usual = cells.reduce((most, cell) => Math.max(most, cell?.n ?? 0), 0);
  const percent = (value: number) => (100 * value).toFixed(2);
  const text = (cell: Cell | null) => {
    if (cell === null) return missing;
    const spread = showStd && cell.std !== undefined ? ` ± ${percent(cell.std)}` : '';
    return percent(cell.mean) + spread + (cell.n === usual ? '' : ` (n = ${cell.n})`);
  };
  return {
    header: [...table.rowAxes, ...table.epochs.map(String)],
    rows: table.rows.map(({ labels, cells }) => [...labels, ...cells.map(text)]),
    labelColumns: table.rowAxes.length,
  };
}
