/** Longest name that common file systems take, in bytes of UTF-8. */
const mostBytesInName = 255;
const mostBytesInPath = 1024;
const mostFolders = 32;

/** A path that can be put below any folder, or what is wrong with it: "leads out of the folder". */
export type SafePath =
  | { readonly path: string; readonly problem?: undefined }
  | { readonly path?: undefined; readonly problem: string };

/**
 * Judges a path that a stranger wrote. Parts that mean nothing are taken out of it: `./a//b/` becomes `a/b`. An empty
 * path is the folder itself.
 */
export function safePath(path: string): SafePath {
  if (/[\p{Cc}\\]/u.test(path)) return { problem: 'has a backslash or a control character in its name' };
  if (path.startsWith('/') || /^[a-z]:/i.test(path)) return { problem: 'has an absolute path' };
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) return { problem: 'leads out of the folder' };
  if (parts.length > mostFolders + 1) return { problem: `lies more than ${mostFolders} folders deep` };
  const joined = parts.join('/');
  const isLong = parts.some((part) => Buffer.byteLength(part) > mostBytesInName);
  if (isLong || Buffer.byteLength(joined) > mostBytesInPath)
    return { problem: 'has a name that is too long' };
  return { path: joined };
}

/** Like `safePath`, for a file, which must have a name. */
export function safeFilePath(path: string): SafePath {
  const safe = safePath(path);
  return safe.path === '' ? { problem: 'is no name of a file' } : safe;
}

/** Whether a file is what file managers leave in archives; `._a.tif` would else be taken for an image. */
export function isLeftover(path: string): boolean {
  const parts = path.split('/');
  return parts[0] === '__MACOSX' || /^(\._.*|\.DS_Store|Thumbs\.db|desktop\.ini)$/i.test(parts.at(-1) ?? '');
}

/**
 * Paths of files that must all fit into one folder, on file systems too that take `A.tif` for `a.tif`, or one Unicode
 * form of a name for another.
 */
export class PathSet {
  readonly #files = new Map<string, string>();
  /** The first file in each folder. */
  readonly #folders = new Map<string, string>();

  /** Adds a path, unless there is one that it cannot lie beside, which is returned. */
  add(path: string): string | undefined {
    const folded = path.normalize('NFC').toLowerCase();
    const folders = foldersOf(folded);
    const inFile = folders.find((folder) => this.#files.has(folder));
    const other = this.#files.get(inFile ?? folded) ?? this.#folders.get(folded);
    if (other !== undefined) return other;
    this.#files.set(folded, path);
    for (const folder of folders) if (!this.#folders.has(folder)) this.#folders.set(folder, path);
    return undefined;
  }
}

/** `a/b/c` → `a`, `a/b`. */
function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, depth) => parts.slice(0, depth + 1).join('/'));
}
