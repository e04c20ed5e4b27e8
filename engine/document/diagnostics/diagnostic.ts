/** A text that diagnostics can point into. */
export interface SourceText {
  /** Absolute path. */
  readonly path: string;
  readonly text: string;
}

/** A stretch of a source text, in UTF-16 code units. */
export interface Location {
  readonly source: SourceText;
  readonly offset: number;
  readonly length: number;
}

/** A second place that a diagnostic speaks of. */
export interface RelatedPlace {
  /** What is there: `first written here`. */
  readonly message: string;
  readonly location: Location;
}

/** Something a user wrote that is wrong (or, as a warning, doubtful), and where. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  /** Missing where there is no text to point into, such as a document that cannot be read. */
  readonly location?: Location;
  readonly related?: RelatedPlace;
}
