import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export const configFileName = 'micrograph.config.json';

/** The nearest folder at or above a document (absolute path) that has a configuration, or else the document's own. */
export async function findProjectFolder(document: string): Promise<string> {
  const own = dirname(document);
  for (let folder = own; ; folder = dirname(folder)) {
    if (await isFile(join(folder, configFileName))) return folder;
    if (dirname(folder) === folder) return own;
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
