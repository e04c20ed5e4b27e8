import type { Location, SourceText } from '../diagnostics/diagnostic.js';

/** Counted from 1; columns in UTF-16 code units, as editors count them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

const lineStarts = new WeakMap<SourceText, readonly number[]>();

export function positionOf(source: SourceText, offset: number): Position {
  const starts = startsOfLines(source);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - starts[low]! + 1 };
}

/** The text of one line (counted from 1), without its line break. */
export function lineOf(source: SourceText, line: number): string {
  const starts = startsOfLines(source);
  return source.text.slice(starts[line - 1], starts[line]).replace(/\r?\n$|\r$/, '');
}

/** `line 7`, for messages that speak of another place in the same file. */
export function lineNumberOf({ source, offset }: Location): string {
  return `line ${positionOf(source, offset).line}`;
}

function startsOfLines(source: SourceText): readonly number[] {
  let starts = lineStarts.get(source);
  if (starts === undefined) {
    starts = [
      0,
      ...Array.from(source.text.matchAll(/\r\n|\n|\r/g), (match) => match.index + match[0].length),
    ];
    lineStarts.set(source, starts);
  }
  return starts;
}
