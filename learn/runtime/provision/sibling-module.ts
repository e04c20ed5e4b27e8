import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Arguments for `node` that run the module `name`, relative to the module at `url`, as a process of its own: the compiled
 * one from a compiled module, the TypeScript source (with this process's loader) from a source module.
 */
export function nodeArguments(url: string, name: string): string[] {
  return [...process.execArgv, fileURLToPath(new URL(`${name}${extname(url)}`, url))];
}
