import type { Diagnostic, Location, RelatedPlace, SourceText } from './diagnostic.js';

export interface DiagnosticDetails {
  readonly hint?: string | undefined;
  readonly related?: RelatedPlace | undefined;
}

/** Collects what is wrong with a document while it is read. The same thing said of the same place is kept once. */
export class DiagnosticList {
  readonly #diagnostics = new Map<string, Diagnostic>();

  error(location: Location | undefined, message: string, details?: DiagnosticDetails): void {
    this.#add('error', location, message, details);
  }

  warning(location: Location, message: string, details?: DiagnosticDetails): void {
    this.#add('warning', location, message, details);
  }

  get hasErrors(): boolean {
    return [...this.#diagnostics.values()].some((diagnostic) => diagnostic.severity === 'error');
  }

  /** By position: what has none first, then the document, then the files that it pulls in. */
  sorted(document?: SourceText): readonly Diagnostic[] {
    const file = ({ location }: Diagnostic) =>
      location === undefined ? '' : location.source === document ? ' ' : location.source.path;
    return [...this.#diagnostics.values()].sort((a, b) => {
      if (file(a) !== file(b)) return file(a) < file(b) ? -1 : 1;
      return (a.location?.offset ?? 0) - (b.location?.offset ?? 0);
    });
  }

  #add(
    severity: Diagnostic['severity'],
    location: Location | undefined,
    message: string,
    { hint, related }: DiagnosticDetails = {},
  ): void {
    // A $ref'd file that is used twice would otherwise be complained about twice.
    const key = JSON.stringify([location?.source.path, location?.offset, location?.length, message]);
    if (this.#diagnostics.has(key)) return;
    this.#diagnostics.set(key, {
      severity,
      message,
      ...(hint === undefined ? {} : { hint }),
      ...(location === undefined ? {} : { location }),
      ...(related === undefined ? {} : { related }),
    });
  }
}
