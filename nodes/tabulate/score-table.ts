import { type Summary, summarize } from '../../report/table/summary.js';
import { NodeError } from '../node-error.js';
import type { Point } from '../run-context.js';

/** One run's score. */
export interface Entry {
  readonly at: Point;
  /** The epoch whose weights were judged, or the name of what was judged in the network's place. */
  readonly column: number | string;
  readonly value: number;
  /** What a run that does not learn gives for every image: `all background`. */
  readonly stuck?: string;
  /** Whether the training ended after this epoch by itself: what it has then, it has at all later epochs. */
  readonly isFinal?: boolean;
}

/** An entry that stands for an epoch that the run did not come to: its last one, which was `from`. */
type CarriedEntry = Entry & { readonly from?: number };

/** One run's value in a cell. */
export interface CellValue {
  /** What tells it from the others of the cell. */
  readonly at: Point;
  readonly value: number;
  readonly stuck?: string;
  /** The epoch at which the run ended, where that was before the column's. */
  readonly carriedFrom?: number;
}

export interface Cell extends Summary {
  /** How many of the runs were stuck; they are counted in all numbers. */
  readonly stuck: number;
  readonly values: readonly CellValue[];
}

export interface ScoreTable {
  readonly rowAxes: readonly string[];
  /** Epochs, ascending, then names of baselines. */
  readonly columns: readonly (number | string)[];
  readonly rows: readonly {
    readonly labels: readonly string[];
    /** One per column; null where no run has a score. */
    readonly cells: readonly (Cell | null)[];
  }[];
}

/**
 * Sorts scores into rows and columns. Rows are sorted by their first axis, then the next, labels in the order in which
 * they come. Throws a `NodeError` where a cell would get
 * several scores that differ in an axis which is neither a row axis nor summarized. A run that ended early has its last
 * score in all later columns: the means there would else be over those only that went on.
 */
export function buildScoreTable(
  entries: readonly Entry[],
  rowAxes: readonly string[],
  overAxes: readonly string[],
): ScoreTable {
  checkAxes(entries, [...rowAxes, ...overAxes]);
  const columns = sortedColumns(entries);
  const rows = new Map<string, { labels: string[]; byColumn: Map<Entry['column'], CarriedEntry[]> }>();
  for (const entry of entries.flatMap((entry) => [entry, ...carriedOn(entry, columns)])) {
    const labels = rowAxes.map((axis) => entry.at[axis]!);
    const key = JSON.stringify(labels);
    const row = rows.get(key) ?? { labels, byColumn: new Map<Entry['column'], CarriedEntry[]>() };
    rows.set(key, row);
    const cell = row.byColumn.get(entry.column) ?? [];
    row.byColumn.set(entry.column, cell);
    cell.push(entry);
  }
  return {
    rowAxes,
    columns,
    rows: sortedByLabels([...rows.values()]).map(({ labels, byColumn }) => ({
      labels,
      cells: columns.map((column) => cellOf(byColumn.get(column) ?? [], overAxes)),
    })),
  };
}

/** On each axis, a label that comes first in some row is before the others. */
function sortedByLabels<R extends { readonly labels: readonly string[] }>(rows: readonly R[]): readonly R[] {
  const ranks = (rows[0]?.labels ?? []).map((_, axis) => {
    const distinct = new Set(rows.map(({ labels }) => labels[axis]!));
    return new Map(Array.from(distinct, (label, rank) => [label, rank]));
  });
  return rows.toSorted((a, b) => {
    const at = a.labels.findIndex((label, axis) => label !== b.labels[axis]);
    return at < 0 ? 0 : ranks[at]!.get(a.labels[at]!)! - ranks[at]!.get(b.labels[at]!)!;
  });
}

function sortedColumns(entries: readonly Entry[]): (number | string)[] {
  const columns = [...new Set(entries.map(({ column }) => column))];
  const epochs = columns.filter((column) => typeof column === 'number');
  return [...epochs.sort((a, b) => a - b), ...columns.filter((column) => typeof column === 'string')];
}

/** What a run that ended early has in the columns of later epochs. */
function carriedOn(entry: Entry, columns: ScoreTable['columns']): CarriedEntry[] {
  const { column: from, isFinal } = entry;
  if (!isFinal || typeof from !== 'number') return [];
  const later = columns.filter((column) => typeof column === 'number' && column > from);
  return later.map((column) => ({ ...entry, column, from }));
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

function cellOf(entries: readonly CarriedEntry[], overAxes: readonly string[]): Cell | null {
  if (entries.length === 0) return null;
  const seen = new Map<string, Entry>();
  for (const entry of entries) {
    const key = JSON.stringify(overAxes.map((axis) => entry.at[axis]));
    const other = seen.get(key);
    if (other) throw ambiguous(other, entry);
    seen.set(key, entry);
  }
  const values = entries.map(({ at, value, stuck, from }) => ({
    at: Object.fromEntries(overAxes.map((axis) => [axis, at[axis]!])),
    value,
    ...(stuck !== undefined && { stuck }),
    ...(from !== undefined && { carriedFrom: from }),
  }));
  return {
    ...summarize(values.map(({ value }) => value)),
    stuck: values.filter(({ stuck }) => stuck !== undefined).length,
    values,
  };
}

function ambiguous(one: Entry, other: Entry): NodeError {
  const axes = Object.keys(one.at).filter((axis) => one.at[axis] !== other.at[axis]);
  if (axes.length === 0) {
    const which = typeof one.column === 'number' ? `at epoch ${one.column}` : `for "${one.column}"`;
    return new NodeError('bad-input', `one run has two scores ${which}`);
  }
  const named = axes.map((axis) => `"${axis}" (${one.at[axis]}, ${other.at[axis]})`).join(' and ');
  return new NodeError(
    'bad-input',
    `more than one score belongs into one cell: they differ in ${named}`,
    `Add ${axes.map((axis) => `"${axis}"`).join(' or ')} to rows, or to over to show the mean.`,
  );
}
