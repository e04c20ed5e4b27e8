import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { compileValidators } from '../engine/document/schema/compile-validators.js';
import { publishedFileSchema, publishedSchema } from '../engine/document/schema/published-schema.js';
import { taskSchema } from '../learn/tasks/task-schema.js';
import { builtInNodes } from '../nodes/registry.js';

const folder = join(import.meta.dirname, '../schemas');

/** What the files in `schemas/` must hold, by their names. */
export async function generateSchemas(): Promise<ReadonlyMap<string, string>> {
  const text = (schema: object) => `${JSON.stringify(schema, undefined, 2)}\n`;
  return new Map([
    ['pipeline.schema.json', text(publishedSchema(builtInNodes))],
    ['task.schema.json', text(publishedFileSchema('micrograph task', taskSchema))],
    ...[...(await compileValidators(builtInNodes))].map(
      ([name, code]) => [`validators/${name}`, code] as const,
    ),
  ]);
}

if (process.argv[1] === import.meta.filename) {
  for (const [name, content] of await generateSchemas()) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}
