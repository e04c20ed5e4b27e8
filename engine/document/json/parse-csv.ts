import type { Location, SourceText } from '../diagnostics/diagnostic.js';
import type { DiagnosticList } from '../diagnostics/diagnostic-list.js';
import { forbiddenNames } from './forbidden-names.js';
import type { Field, Located, LocatedList, LocatedScalar } from './located.js';

interface Cell {
  readonly text: string;
  readonly isQuoted: boolean;
  readonly location: Location;
}

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;
const plainCell = /[^,\r\n]*/y;
const blanks = /[ \t]*/y;
const lineBreak = /\r\n|\n|\r/y;

/**
 * Parses comma-separated values (RFC 4180) as a list of objects, keeping the place of every cell. The first row names
 * the fields. A cell in quotes is text; without quotes it is a number or a boolean where it is written as one in JSON,
 * else text without the blanks around it; an empty one is a field that the row does not have.
 * @returns undefined where the text cannot be read as a whole; why is reported
 */
export function parseCsv(source: SourceText, diagnostics: DiagnosticList): LocatedList | undefined {
  const rows = readRows(source, diagnostics);
  if (rows === undefined) return undefined;
  const [header, ...others] = rows;
  const whole = { source, offset: 0, length: Math.min(1, source.text.length) };
  if (header === undefined) {
    diagnostics.error({ ...whole, length: 0 }, 'the file is empty');
    return undefined;
  }
  if (!checkHeader(header, diagnostics)) return undefined;
  const items: Located[] = [];
  for (const row of others) {
    const item = readRow(row, header, diagnostics);
    if (item === undefined) return undefined;
    items.push(item);
  }
  const names = header.map(({ text }) => text);
  return { kind: 'list', items, location: whole, nameField: names.includes('label') ? 'label' : names[0]! };
}

/** The cells of all rows that are not blank. */
function readRows(source: SourceText, diagnostics: DiagnosticList): readonly (readonly Cell[])[] | undefined {
  const { text } = source;
  const rows: Cell[][] = [];
  let row: Cell[] = [];
  let at = 0;
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) at += match[0].length;
    return match;
  };
  const endRow = () => {
    if (row.length > 1 || row[0]?.text !== '' || row[0].isQuoted) rows.push(row);
    row = [];
  };
  for (;;) {
    take(blanks);
    const offset = at;
    if (text[at] === '"') {
      at = endOfQuoted(text, offset);
      if (at < 0) {
        diagnostics.error({ source, offset, length: 1 }, 'this quote is never closed');
        return undefined;
      }
      const content = text.slice(offset + 1, at - 1).replaceAll('""', '"');
      row.push({ text: content, isQuoted: true, location: { source, offset, length: at - offset } });
      take(blanks);
    } else {
      const plain = take(plainCell)![0].trimEnd();
      row.push({ text: plain, isQuoted: false, location: { source, offset, length: plain.length } });
    }
    if (text[at] === ',') at++;
    else if (at === text.length || take(lineBreak)) {
      endRow();
      if (at === text.length) return rows;
    } else {
      const hint = 'a quote inside a quoted cell is written twice: ""';
      diagnostics.error({ source, offset: at, length: 1 }, 'expected "," after the closing quote', { hint });
      return undefined;
    }
  }
}

/** Behind the closing quote; negative where there is none. Quotes inside are doubled. */
function endOfQuoted(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1);
  while (quote >= 0 && text[quote + 1] === '"') quote = text.indexOf('"', quote + 2);
  return quote < 0 ? -1 : quote + 1;
}

function checkHeader(header: readonly Cell[], diagnostics: DiagnosticList): boolean {
  const first = new Map<string, Location>();
  let isGood = true;
  const report = (...problem: Parameters<DiagnosticList['error']>) => {
    isGood = false;
    diagnostics.error(...problem);
  };
  for (const { text, location } of header) {
    const other = first.get(text);
    if (text === '') {
      const hint = 'the first row names the fields: one name for each column';
      report({ ...location, length: 1 }, 'the column has no name', { hint });
    } else if (forbiddenNames.has(text)) {
      report(location, `the name "${text}" is not allowed`);
    } else if (other !== undefined) {
      const related = { message: 'first written here', location: other };
      report(location, `the column "${text}" is there twice`, { related });
    }
    first.set(text, location);
  }
  const [only] = header;
  if (header.length === 1 && /[;\t]/.test(only!.text)) {
    report(only!.location, 'there is one column only', { hint: 'columns are separated by commas' });
  }
  return isGood;
}

function readRow(
  row: readonly Cell[],
  header: readonly Cell[],
  diagnostics: DiagnosticList,
): Located | undefined {
  const start = row[0]!.location;
  if (row.length !== header.length) {
    const columns = (count: number) => `${count} ${count === 1 ? 'cell' : 'cells'}`;
    const message = `the row has ${columns(row.length)}, where the first row has ${header.length}`;
    const hint = 'a cell with a comma in it is written in quotes';
    diagnostics.error({ ...start, length: Math.max(1, start.length) }, message, { hint });
    return undefined;
  }
  const fields = new Map<string, Field>();
  for (const [column, cell] of row.entries()) {
    const { text, location } = header[column]!;
    if (cell.text !== '' || cell.isQuoted) fields.set(text, { nameLocation: location, value: typed(cell) });
  }
  const { offset, length } = row.at(-1)!.location;
  const location = { ...start, length: Math.max(1, offset + length - start.offset) };
  return { kind: 'object', fields, location };
}

function typed({ text, isQuoted, location }: Cell): LocatedScalar {
  if (isQuoted) return { kind: 'scalar', value: text, location };
  if (text === 'true' || text === 'false') return { kind: 'scalar', value: text === 'true', location };
  const number = jsonNumber.test(text) ? Number(text) : Number.NaN;
  // A whole number that would not be kept exactly is the name of something.
  const isKept = Number.isFinite(number) && (Number.isSafeInteger(number) || !/^-?\d+$/.test(text));
  // -0 and 0 are one number.
  return { kind: 'scalar', value: isKept ? number || 0 : text, location };
}
