import type { Options } from 'ajv';

/** What the validators say of one violation; the part of ajv's error object that is used. */
export interface SchemaError {
  /** JSON Pointer into the data. */
  readonly instancePath: string;
  /** JSON Pointer into the schema, with `#`. */
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Where a name is at fault and not a value. */
  readonly propertyName?: string;
}

/** A compiled schema; leaves the errors of its last call on itself. */
export interface SchemaValidator {
  (data: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}

/** How schemas are compiled, both ahead of time and for plugins. */
export const ajvOptions: Options = {
  allErrors: true,
  messages: false,
  discriminator: true,
  strict: true,
  // These rules are about style, not about mistakes that change what a schema means.
  strictTypes: false,
  strictTuples: false,
  strictRequired: false,
};
