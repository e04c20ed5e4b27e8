import { positionOf } from '../json/source-position.js';
import type { Diagnostic, Location } from './diagnostic.js';

/** Lines and columns are counted from 1, columns in UTF-16 code units; the end is the first place after it. */
export interface PlaceJson {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A diagnostic for other programs; without the place where there is none. */
export interface DiagnosticJson extends Partial<PlaceJson> {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly hint?: string;
  readonly related?: PlaceJson & { readonly message: string };
}

export function diagnosticToJson({ severity, message, hint, location, related }: Diagnostic): DiagnosticJson {
  return {
    severity,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(location === undefined ? {} : placeToJson(location)),
    ...(related === undefined
      ? {}
      : { related: { message: related.message, ...placeToJson(related.location) } }),
  };
}

function placeToJson({ source, offset, length }: Location): PlaceJson {
  const start = positionOf(source, offset);
  const end = positionOf(source, offset + length);
  return { file: source.path, ...start, endLine: end.line, endColumn: end.column };
}
