import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { ajvOptions } from './schema-validator.js';

const ajv = new Ajv({
  ...ajvOptions,
  code: { source: true },
  // Compiling the schema of schemas, to check these by it, takes longer than all the rest; strict mode finds what matters.
  meta: false,
  validateSchema: false,
  // Two types may give their schemas the same `$id`.
  addUsedSchema: false,
});

/**
 * The script of a schema's validator, for `runValidatorScript`.
 * @throws where the schema is not a valid JSON Schema
 */
export function compileParamsSchema(schema: object): string {
  return standalone.default(ajv, ajv.compile(schema));
}
