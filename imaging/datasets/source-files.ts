import { createHash } from 'node:crypto';
import { folderExtensions } from './extensions.js';

/** A file of the user's, with the digest that it had when the experiment was planned. */
export interface SourceFile {
  /** Path relative to the folder that was named, with `/`. */
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
  /** The files of a folder that counts as one file, by their paths in it. */
  readonly parts?: readonly SourceFile[];
}

/** The same files with those of each folder that counts as one file (`volume.zarr/`) as one, sorted by name. */
export function sourceFiles(files: readonly SourceFile[]): SourceFile[] {
  const single: SourceFile[] = [];
  const folders = new Map<string, { readonly path: string; readonly parts: SourceFile[] }>();
  for (const file of files) {
    const end = endOfFolder(file.name);
    if (end === undefined) {
      single.push(file);
      continue;
    }
    const name = file.name.slice(0, end);
    const inside = file.name.slice(end + 1);
    const folder = folders.get(name) ?? { path: file.path.slice(0, -inside.length - 1), parts: [] };
    folder.parts.push({ ...file, name: inside });
    folders.set(name, folder);
  }
  const whole = [...folders].map(([name, { path, parts }]) => ({
    name,
    path,
    sha256: digestOf(parts),
    parts,
  }));
  return whole.length === 0 ? single : [...single, ...whole].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Where the name of the first folder that counts as a file ends. */
function endOfFolder(name: string): number | undefined {
  let end = name.indexOf('/');
  while (end >= 0) {
    const folder = name.slice(0, end).toLowerCase();
    if (folderExtensions.some((extension) => folder.endsWith(extension))) return end;
    end = name.indexOf('/', end + 1);
  }
  return undefined;
}

function digestOf(parts: readonly SourceFile[]): string {
  const hash = createHash('sha256');
  for (const { name, sha256 } of parts) hash.update(JSON.stringify([name, sha256]));
  return hash.digest('hex');
}
