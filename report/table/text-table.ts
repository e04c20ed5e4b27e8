/** A table as it is shown. */
export interface TextTable {
  readonly header: readonly string[];
  /** Each as long as the header. */
  readonly rows: readonly (readonly string[])[];
  /** So many columns on the left name the row; the others hold values. */
  readonly labelColumns: number;
}

/** What stands where there is no value. */
export const missing = '–';

/** CSV after RFC 4180: CRLF line ends, quotes only where needed. */
export function toCsv({ header, rows }: TextTable): string {
  return [header, ...rows].map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** A GitHub-flavoured Markdown table whose columns are aligned in plain text, too; values stand on the right. */
export function toMarkdown({ header, rows, labelColumns }: TextTable): string {
  const cells = [header, ...rows].map((row) => row.map(escaped));
  const widths = header.map((_, column) =>
    cells.reduce((widest, row) => Math.max(widest, lengthOf(row[column]!)), 3),
  );
  const line = (row: readonly string[]) => `| ${row.join(' | ')} |\n`;
  const padded = cells.map((row) =>
    row.map((cell, column) => {
      const space = ' '.repeat(widths[column]! - lengthOf(cell));
      return column < labelColumns ? cell + space : space + cell;
    }),
  );
  const rule = widths.map((width, column) =>
    column < labelColumns ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [padded[0]!, rule, ...padded.slice(1)].map(line).join('');
}

function escaped(cell: string): string {
  return cell
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replaceAll(/\r?\n|\r/g, ' ');
}

/** In characters as people count them, not in UTF-16 code units. */
function lengthOf(text: string): number {
  return [...text].length;
}
