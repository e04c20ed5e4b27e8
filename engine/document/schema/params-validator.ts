import { createHash } from 'node:crypto';
import type { AnyNode } from '../../../nodes/define-node.js';
import { ajvOptions, type SchemaValidator } from './schema-validator.js';

/** Identifies the schema that a validator was compiled from. */
export function schemaDigest(schema: unknown): string {
  return createHash('sha256').update(JSON.stringify(schema)).digest('hex');
}

/**
 * The validator of a node type's params: compiled ahead of time for the built-in types, here and now for others.
 * Ajv takes longer to load than most pipelines take to check, so it is loaded only for these others.
 * @throws where the type's schema is not a valid JSON Schema
 */
export async function paramsValidator({ type, params }: AnyNode): Promise<SchemaValidator> {
  const { paramsValidators } = await import('../../../schemas/validators.js');
  const compiled = Object.hasOwn(paramsValidators, type) ? paramsValidators[type] : undefined;
  if (compiled !== undefined && compiled.schemaDigest === schemaDigest(params)) return compiled.validate;
  const { Ajv } = await import('ajv');
  // Compiling the schema of schemas, to check this one by it, takes longer than all the rest; strict mode finds what matters.
  return new Ajv({ ...ajvOptions, meta: false, validateSchema: false }).compile(params);
}
