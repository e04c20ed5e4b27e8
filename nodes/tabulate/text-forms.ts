import { scoreText } from '../../report/table/score-text.js';
import { missing, type TextTable } from '../../report/table/text-table.js';
import type { Cell, ScoreTable } from './score-table.js';

export type Statistic = 'mean' | 'std' | 'median' | 'n';

/** The table as people read it: `80.12 ± 3.10, median 81.00 (n = 4, 1 stuck)`. */
export function readableTable(
  table: ScoreTable,
  value: string,
  statistics: ReadonlySet<Statistic>,
): TextTable {
  const cells = table.rows.flatMap((row) => row.cells);
  const usual = cells.reduce((most, cell) => Math.max(most, cell?.n ?? 0), 0);
  const text = (cell: Cell | null, column: number | string) => {
    if (cell === null) return missing;
    const { n, mean, std, median, stuck } = cell;
    const isEpoch = typeof column === 'number';
    const spread = isEpoch && statistics.has('std') && std !== undefined ? ` ± ${scoreText(value, std)}` : '';
    const middle = isEpoch && statistics.has('median') ? `, median ${scoreText(value, median)}` : '';
    const notes = [
      ...(statistics.has('n') || n !== usual ? [`n = ${n}`] : []),
      ...(stuck > 0 ? [`${stuck} stuck`] : []),
    ];
    return scoreText(value, mean) + spread + middle + (notes.length > 0 ? ` (${notes.join(', ')})` : '');
  };
  return {
    header: [...table.rowAxes, ...table.columns.map(String)],
    rows: table.rows.map(({ labels, cells: row }) => [
      ...labels,
      ...row.map((cell, index) => text(cell, table.columns[index]!)),
    ]),
    labelColumns: table.rowAxes.length,
  };
}

/** The table as programs read it: one row per cell, numbers as they are, nothing where there is no value. */
export function longTable(table: ScoreTable): TextTable {
  return {
    header: [...table.rowAxes, 'epoch', 'baseline', 'n', 'stuck', 'mean', 'std', 'median'],
    rows: table.rows.flatMap(({ labels, cells }) =>
      cells.map((cell, index) => {
        const column = table.columns[index]!;
        const place = typeof column === 'number' ? [String(column), ''] : ['', column];
        const { n = 0, stuck = 0, mean, std, median } = cell ?? {};
        return [...labels, ...place, ...[n, stuck, mean, std, median].map((number) => String(number ?? ''))];
      }),
    ),
    labelColumns: table.rowAxes.length,
  };
}
