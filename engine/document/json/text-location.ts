import type { Location } from '../diagnostics/diagnostic.js';

/** Where a piece of a text is written, given where the text with its quotes is; escapes are longer than what they mean. */
export function locateInText({ source, offset, length }: Location, start: number, end: number): Location {
  const written = source.text.slice(offset + 1, offset + length - 1);
  const units = /\\u[0-9A-Fa-f]{4}|\\.|[^\\]/gs;
  // Each match is one UTF-16 code unit of the text.
  const offsets = Array.from(written.matchAll(units), (unit) => unit.index);
  offsets.push(written.length);
  const from = offsets[start] ?? written.length;
  const to = offsets[end] ?? written.length;
  return { source, offset: offset + 1 + from, length: to - from };
}
