import { compileFunction } from 'node:vm';
import equal from 'ajv/dist/runtime/equal.js';
import ucs2length from 'ajv/dist/runtime/ucs2length.js';
import type { SchemaValidator } from './schema-validator.js';

/** What these scripts ask for by name; only validators that are asynchronous ask for more. */
const runtime: Readonly<Record<string, unknown>> = {
  'ajv/dist/runtime/equal': equal,
  'ajv/dist/runtime/ucs2length': ucs2length,
};

/**
 * The validator that ajv wrote as a script.
 * @throws where it is an asynchronous one
 */
export function runValidatorScript(script: string): SchemaValidator {
  const require = (name: string) => {
    if (!Object.hasOwn(runtime, name))
      throw new Error('params are checked without waiting, "$async" cannot be used');
    return runtime[name];
  };
  const module = {} as { exports: SchemaValidator };
  compileFunction(script, ['module', 'require'])(module, require);
  return module.exports;
}
