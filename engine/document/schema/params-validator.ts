import { createHash } from 'node:crypto';
import type { AnyNode } from '../../../nodes/define-node.js';
import type { SchemaValidator } from './schema-validator.js';

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
  const { paramsValidators } = await import('../../../schemas/validators/index.js');
  const compiled = Object.hasOwn(paramsValidators, type) ? paramsValidators[type] : undefined;
  if (compiled !== undefined && compiled.schemaDigest === schemaDigest(params)) return compiled.load();
  const { compileParamsSchema } = await import('./compile-params-schema.js');
  return compileParamsSchema(params);
}
