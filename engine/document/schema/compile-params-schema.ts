import { Ajv } from 'ajv';
import { ajvOptions, type SchemaValidator } from './schema-validator.js';

const ajv = new Ajv({
  ...ajvOptions,
  // Compiling the schema of schemas, to check these by it, takes longer than all the rest; strict mode finds what matters.
  meta: false,
  validateSchema: false,
  // Two types may give their schemas the same `$id`.
  addUsedSchema: false,
});

/** @throws where the schema is not a valid JSON Schema */
export function compileParamsSchema(schema: object): SchemaValidator {
  return ajv.compile(schema);
}
