import { isAbsolute, relative, sep } from 'node:path';
import { lineOf, positionOf } from '../json/source-position.js';
import type { Diagnostic, Location } from './diagnostic.js';
import { printable } from './printable.js';

/** Colours the parts of a diagnostic. */
export interface Painter {
  error(text: string): string;
  warning(text: string): string;
  /** `file:line:column` */
  place(text: string): string;
  underline(text: string): string;
  hint(text: string): string;
}

const same = (text: string) => text;
export const noColors: Painter = { error: same, warning: same, place: same, underline: same, hint: same };

export interface FormatOptions {
  /** Files inside it are shown by their paths relative to it. */
  readonly folder?: string;
  readonly painter?: Painter;
}

const indent = '    ';
const maxColumns = 100;
/** What is kept before the place in a line that must be cut. */
const columnsBefore = 40;

/** A diagnostic for people: what is wrong, the line with the place underlined, and what to do. Ends without line break. */
export function formatDiagnostic(
  diagnostic: Diagnostic,
  { folder, painter = noColors }: FormatOptions = {},
): string {
  const { severity, message, hint, location, related } = diagnostic;
  const problem = `${painter[severity](`${severity}:`)} ${printable(message)}`;
  const place = (at: Location) => `${painter.place(shownPlace(at, folder))}  `;
  const lines = [location === undefined ? problem : place(location) + problem];
  if (location !== undefined) lines.push(...excerpt(location, painter));
  if (related !== undefined) {
    lines.push(indent + place(related.location) + printable(related.message));
    lines.push(...excerpt(related.location, painter));
  }
  if (hint !== undefined) lines.push(`${indent}${painter.hint('hint:')} ${printable(hint)}`);
  return lines.join('\n');
}

function shownPlace({ source, offset }: Location, folder: string | undefined): string {
  const { line, column } = positionOf(source, offset);
  return `${printable(shownPath(source.path, folder))}:${line}:${column}`;
}

function shownPath(path: string, folder: string | undefined): string {
  const inside = folder === undefined ? path : relative(folder, path);
  return inside.startsWith(`..${sep}`) || isAbsolute(inside) ? path : inside;
}

/** The line with the place, and below it the underline. A line that is too long is cut around the place. */
function excerpt(location: Location, painter: Painter): string[] {
  const { line, column } = positionOf(location.source, location.offset);
  const text = lineOf(location.source, line);
  if (text.trim() === '') return [];
  const start = column - 1;
  const end = Math.min(text.length, start + location.length);
  const margin = Math.min(text.search(/\S|$/), start);
  const isLong = text.length - margin > maxColumns;
  const from = isLong ? wholeCharacter(text, Math.max(margin, start - columnsBefore)) : margin;
  const to = isLong ? wholeCharacter(text, Math.min(text.length, from + maxColumns)) : text.length;
  const before = (from > margin ? '…' : '') + printable(text.slice(from, start));
  const place = printable(text.slice(start, Math.min(end, to)));
  const after = printable(text.slice(Math.min(end, to), to)) + (to < text.length ? '…' : '');
  const underline = painter.underline('~'.repeat(Math.max(1, columnsOf(place))));
  return [indent + before + place + after, indent + ' '.repeat(columnsOf(before)) + underline];
}

/** Moves an offset that would cut a surrogate pair. */
function wholeCharacter(text: string, offset: number): number {
  return /[\uDC00-\uDFFF]/.test(text[offset] ?? '') ? offset - 1 : offset;
}

const wide =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60]|\p{Emoji_Presentation}/u;

/** How many columns a terminal needs for a text. */
function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += /\p{M}/u.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return columns;
}
