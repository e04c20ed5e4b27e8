import type { Path } from '../json/located.js';
import type { JsonValue } from '../pipeline.js';

/** A violation of a schema in plain words. */
export interface SchemaProblem {
  readonly path: Path;
  /** Whether the value at the path is at fault, or the name of the field that holds it. */
  readonly at: 'value' | 'name';
  readonly message: string;
  /** What is there instead of what the message expects. */
  readonly found?: string;
  readonly hint?: string;
  /** Follows from values inside the one at the path, not from that alone. */
  readonly fromInside?: true;
}

/** What the errors of one validation are told from. */
export interface SchemaContext {
  readonly schema: unknown;
  readonly data: JsonValue;
}
