import { Ajv } from 'ajv';
import { ajvOptions, type SchemaValidator } from './schema-validator.js';

/** @throws where the schema is not a valid JSON Schema */
export function compileParamsSchema(schema: object): SchemaValidator {
  // Compiling the schema of schemas, to check this one by it, takes longer than all the rest; strict mode finds what matters.
  return new Ajv({ ...ajvOptions, meta: false, validateSchema: false }).compile(schema);
}
