import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileValidators } from '../engine/document/schema/compile-validators.js';
import { publishedSchema } from '../engine/document/schema/published-schema.js';
import { builtInNodes } from '../nodes/registry.js';

const folder = join(import.meta.dirname, '../schemas');

/** What the files in `schemas/` must hold, by their names. */
export async function generateSchemas(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['pipeline.schema.json', `${JSON.stringify(publishedSchema(builtInNodes), undefined, 2)}\n`],
    ['validators.ts', await compileValidators(builtInNodes)],
  ]);
}

if (process.argv[1] === import.meta.filename) {
  for (const [name, text] of await generateSchemas()) await writeFile(join(folder, name), text);
}
