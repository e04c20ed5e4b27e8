import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { AnyNode } from '../../../nodes/define-node.js';
import { ajvOptions, type SchemaValidator } from './schema-validator.js';

/** Identifies the schema that a validator was compiled from. */
export function schemaDigest(schema: unknown): string {
  return createHash('sha256').update(JSON.stringify(schema)).digest('hex');
}

/**
 * The validator of a node type's params: compiled ahead of time for the built-in types, and for others when they are
 * first used. Ajv takes longer to load than most pipelines take to check, so what it wrote for these is kept in the
 * user's cache folder; not in the store, which may be a stranger's and must not bring code.
 * @throws where the type's schema is not a valid JSON Schema
 */
export async function paramsValidator(
  { type, params }: AnyNode,
  env = process.env,
): Promise<SchemaValidator> {
  const { ajvVersion, paramsValidators } = await import('../../../schemas/validators/index.js');
  const compiled = Object.hasOwn(paramsValidators, type) ? paramsValidators[type] : undefined;
  if (compiled !== undefined && compiled.schemaDigest === schemaDigest(params)) return compiled.load();

  const [{ cacheFolder }, { keepScript, readKeptScript }, { runValidatorScript }] = await Promise.all([
    import('../../../learn/runtime/provision/cache-folder.js'),
    import('./kept-script.js'),
    import('./validator-script.js'),
  ]);
  const file = `${schemaDigest([ajvVersion, ajvOptions, params])}.js`;
  const path = join(cacheFolder(env), 'validators', file);
  const kept = readKeptScript(path);
  if (kept !== undefined) return runValidatorScript(kept);
  const { compileParamsSchema } = await import('./compile-params-schema.js');
  const script = compileParamsSchema(params);
  const validator = runValidatorScript(script);
  keepScript(path, script);
  return validator;
}
