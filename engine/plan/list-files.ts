import type { Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, extname, join, posix } from 'node:path';
import type { FileSelection, FilesWithin } from '../../nodes/define-node.js';
import type { InputFile } from '../../nodes/run-context.js';

/** The files found, sorted by name; and in words everything that cannot be had. */
export interface FoundFiles {
  readonly files: readonly InputFile[];
  readonly problems: readonly string[];
}

/** Hashing runs on libuv's four threads. */
const filesAtATime = 4;
const mostProblems = 10;

/**
 * Finds and hashes the files that a param names by `path`. `within`: only what these name below it; all where not
 * given. Names are relative to a folder, or the base name of a file. A folder that counts as one file has all of its
 * files in the listing, below its own name.
 */
export async function listFiles(
  path: string,
  selection: FileSelection,
  digestOf: (path: string) => Promise<string>,
  within?: readonly FilesWithin[],
): Promise<FoundFiles> {
  const search = new FileSearch(selection);
  if (within === undefined) await search.start(path, '', selection.extensions);
  else
    for (const part of within)
      await search.start(join(path, part.path), posix.normalize(part.path), part.extensions);

  const found = [...search.found].sort(([a], [b]) => (a < b ? -1 : 1));
  const files: (InputFile | undefined)[] = new Array(found.length);
  let next = 0;
  const hashNext = async () => {
    while (next < found.length) {
      const index = next++;
      const [name, file] = found[index]!;
      await search.attempt(file, async () => {
        files[index] = { name, path: file, sha256: await digestOf(file) };
      });
    }
  };
  await Promise.all(Array.from({ length: filesAtATime }, hashNext));
  const problems = search.problems.sort();
  const more = problems.length - mostProblems;
  return {
    files: files.filter((file) => file !== undefined),
    problems:
      more > 0
        ? [...problems.slice(0, mostProblems), `${more} more files below ${path} cannot be read`]
        : problems,
  };
}

interface Folder {
  readonly path: string;
  /** What the files in it are called after; nothing at the root. */
  readonly name: string;
  /** The real paths of all folders that it lies in, and its own. */
  readonly parents: ReadonlySet<string>;
}

class FileSearch {
  /** Paths by name. */
  readonly found = new Map<string, string>();
  readonly problems: string[] = [];
  readonly #selection: FileSelection;

  constructor(selection: FileSelection) {
    this.#selection = selection;
  }

  /** A file or folder that was asked for; `name` is what the files below it are called after, nothing at the root. */
  async start(path: string, name: string, extensions: readonly string[]): Promise<void> {
    const { kind } = this.#selection;
    const below = name === '.' ? '' : name.replace(/\/$/, '');
    await this.attempt(path, async () => {
      const isFolder = this.#isFolder(path, await stat(path));
      if (isFolder === undefined) return;
      const countsAsFile = isFolder && this.#countsAsFile(path);
      if (kind !== 'folder or file' && (isFolder && !countsAsFile) !== (kind === 'folder')) {
        this.problems.push(`${path} is not a ${kind}`);
        return;
      }
      const own = below === '' ? basename(path) : below;
      if (!isFolder) this.found.set(own, path);
      else {
        const parents = new Set([await realpath(path)]);
        await this.#walk(
          { path, name: countsAsFile ? own : below, parents },
          countsAsFile ? undefined : extensions,
        );
      }
    });
  }

  /** Whatever the system refuses becomes a problem; what else goes wrong is thrown. */
  async attempt(path: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.problems.push(inWords(error as NodeJS.ErrnoException, path, this.#selection));
    }
  }

  /** All files below a folder, hidden ones too, where `extensions` is undefined: in a folder that counts as one file. */
  async #walk(folder: Folder, extensions: readonly string[] | undefined): Promise<void> {
    for (const entry of await readdir(folder.path, { withFileTypes: true })) {
      if (entry.name.startsWith('.') && extensions) continue;
      const path = join(folder.path, entry.name);
      const name = folder.name === '' ? entry.name : `${folder.name}/${entry.name}`;
      await this.attempt(path, async () => {
        const target = entry.isSymbolicLink() ? await stat(path) : entry;
        if (!target.isDirectory() && extensions && !extensions.includes(extname(path).toLowerCase())) return;
        const isFolder = this.#isFolder(path, target);
        if (isFolder === undefined) return;
        if (!isFolder) {
          this.found.set(name, path);
          return;
        }
        const real = await realpath(path);
        if (folder.parents.has(real)) {
          this.problems.push(`${path} is a link that leads back to ${real}, which it lies in`);
          return;
        }
        const parents = new Set([...folder.parents, real]);
        await this.#walk({ path, name, parents }, this.#countsAsFile(path) ? undefined : extensions);
      });
    }
  }

  /** Undefined, and a problem, for what is neither: whoever reads a pipe waits until something is written to it. */
  #isFolder(path: string, entry: Pick<Stats, 'isDirectory' | 'isFile'>): boolean | undefined {
    if (entry.isDirectory()) return true;
    if (entry.isFile()) return false;
    this.problems.push(`${path} is neither a file nor a folder`);
    return undefined;
  }

  #countsAsFile(folder: string): boolean {
    return this.#selection.folderExtensions?.includes(extname(folder).toLowerCase()) ?? false;
  }
}

function inWords(error: NodeJS.ErrnoException, path: string, { kind }: FileSelection): string {
  const place = error.path ?? path;
  switch (error.code) {
    case undefined:
      throw error;
    case 'ENOENT':
      return `there is no ${kind} ${place}`;
    case 'EACCES':
    case 'EPERM':
      return `no permission to read ${place}`;
    case 'ELOOP':
      return `${place} is a link that leads to itself`;
    default:
      return `cannot read ${place}: ${error.code}`;
  }
}
