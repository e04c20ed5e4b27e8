import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from './user-error.js';

const packageFolder = fileURLToPath(new URL('../..', import.meta.url));

/** What `init` writes: the quickstart as a project of its own, with the schemas beside it for the editor. */
const files: readonly { readonly to: string; readonly content: () => Promise<string> }[] = [
  {
    to: 'pipeline.json',
    content: async () => (await packaged('pipelines/quickstart.json')).replace('"../schemas/', '"./schemas/'),
  },
  {
    to: 'tasks/segmentation.json',
    content: async () =>
      (await packaged('pipelines/tasks/segmentation.json')).replace('"../../schemas/', '"../schemas/'),
  },
  { to: 'schemas/pipeline.schema.json', content: () => packaged('schemas/pipeline.schema.json') },
  { to: 'schemas/task.schema.json', content: () => packaged('schemas/task.schema.json') },
  { to: 'micrograph.config.json', content: async () => `${JSON.stringify({ plugins: [] }, null, 2)}\n` },
  { to: '.gitignore', content: async () => '.micrograph/\n' },
];

/** Writes the project; refuses, before writing anything, where a file is there already. Returns the paths. */
export async function makeProject(folder: string): Promise<string[]> {
  const taken = files.map(({ to }) => join(folder, to)).find((path) => existsSync(path));
  if (taken)
    throw UserError.of(`${taken} is there already`, 'name a folder without a project: micrograph init DIR');
  const written: string[] = [];
  for (const { to, content } of files) {
    const path = join(folder, to);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, await content());
    written.push(path);
  }
  return written;
}

function packaged(path: string): Promise<string> {
  return readFile(join(packageFolder, path), 'utf8');
}
