import type { FolderWriter } from '../artifacts/folder.js';
import { NodeError } from '../node-error.js';
import { type Archive, archiveEntries } from './archives/archive-entries.js';
import { ArchiveError } from './archives/archive-entry.js';
import { AtMost } from './at-most.js';
import type { Patterns } from './matches.js';
import { isLeftover, type PathSet, safeFilePath, safePath } from './paths.js';

/** Files, folders and all else together; more would make the record of the result unwieldy. */
const mostEntries = 1_000_000;
const problemsShown = 10;
/**
 * A small file waits longer for the disk to confirm it than it takes to write, so several wait together: three on libuv's
 * four threads, of which the archive needs one.
 */
const storedAtATime = 3;
const smallBytes = 1 << 20;

export interface UnpackOptions {
  /** Address of the archive. */
  readonly origin: string;
  readonly include: Patterns;
  /** Names that are taken; those of the files are added. */
  readonly names: PathSet;
  /** Told of each piece before it is stored; may throw. */
  readonly onBytes: (bytes: number) => void;
  readonly log: (message: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Stores the files of an archive. Nothing of it is ever put where its names say, so that no name does harm here; but a
 * folder is meant to be copied somewhere, and names, links and sizes that would do harm there are refused, all that are
 * wrong at once. Throws a `NodeError`.
 */
export async function unpack(archive: Archive, folder: FolderWriter, options: UnpackOptions): Promise<void> {
  const { name } = archive;
  const storing = new AtMost(storedAtATime);
  try {
    const { stored, leftovers, problems } = await storeEntries(archive, folder, options, storing);
    if (problems.length > 0) throw refused(name, problems);
    const leftOut = leftovers > 0 ? `; ${leftovers} of file managers are left out` : '';
    options.log(`${name}: ${stored} ${stored === 1 ? 'file' : 'files'}${leftOut}`);
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    throw new NodeError(
      'bad-input',
      `${name} ${error.message}`,
      'If the file is the right one, fetch it without `extract`, and unpack it by hand.',
    );
  } finally {
    await storing.settled();
  }
}

async function storeEntries(
  archive: Archive,
  folder: FolderWriter,
  { origin, include, names, onBytes, signal }: UnpackOptions,
  storing: AtMost,
) {
  const problems: string[] = [];
  let entries = 0;
  let stored = 0;
  let leftovers = 0;
  for await (const entry of archiveEntries(archive)) {
    signal.throwIfAborted();
    if (++entries > mostEntries) throw new ArchiveError(`has more than ${mostEntries} entries`);
    const { path, problem } = entry.kind === 'folder' ? safePath(entry.path) : safeFilePath(entry.path);
    if (problem !== undefined) problems.push(`"${entry.path}" ${problem}`);
    else if (entry.kind === 'folder') continue;
    else if (isLeftover(path)) leftovers++;
    else if (!include.choose(path)) continue;
    else if (entry.problem !== undefined) problems.push(`"${path}" ${entry.problem}`);
    else {
      const other = names.add(path);
      if (other !== undefined) problems.push(`"${path}" and "${other}" cannot lie in one folder`);
      // Once it is to be refused, only what else is wrong is of interest.
      if (problems.length > 0) continue;
      const content = observed(entry.content(), onBytes);
      if ((entry.sizeBytes ?? Number.POSITIVE_INFINITY) > smallBytes) await folder.add(path, origin, content);
      else {
        const pieces = await gathered(content);
        await storing.begin(() => folder.add(path, origin, pieces));
      }
      stored++;
    }
  }
  await storing.end();
  return { stored, leftovers, problems };
}

async function gathered(content: AsyncIterable<Buffer>): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  for await (const piece of content) pieces.push(piece);
  return pieces;
}

/** The pieces, told of before they go on. */
export async function* observed(
  pieces: AsyncIterable<Buffer>,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    onBytes(piece.length);
    yield piece;
  }
}

function refused(name: string, problems: readonly string[]): NodeError {
  const more = problems.length - problemsShown;
  const shown = [...problems.slice(0, problemsShown), ...(more > 0 ? [`and ${more} more`] : [])];
  const hint = 'What is not needed can be left out with `include`.';
  return new NodeError('bad-input', `${name} is not unpacked: ${shown.join('; ')}`, hint);
}
