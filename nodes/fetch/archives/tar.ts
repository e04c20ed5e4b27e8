import { on } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { Parser, type ReadEntry } from 'tar';
import { type ArchiveEntry, ArchiveError } from './archive-entry.js';

const files: readonly string[] = ['File', 'OldFile', 'ContiguousFile'];
const links: readonly string[] = ['Link', 'SymbolicLink'];

/** The entries of a tar archive, in their order. */
export async function* tarEntries(pieces: AsyncIterable<Buffer>): AsyncGenerator<ArchiveEntry> {
  const source = Readable.from(pieces, { objectMode: false });
  const parser = new Parser({ strict: true });
  let reading: PassThrough | undefined;
  let failure: Error | undefined;
  let hasEndMark = false;
  parser.on('error', (error: Error) => {
    failure ??= error;
    reading?.destroy(error);
  });
  parser.on('nullBlock', () => {
    hasEndMark = true;
  });
  parser.on('ignoredEntry', ({ path, type }: ReadEntry) => {
    parser.emit(
      'error',
      new ArchiveError(`has something of a kind that is not known here: ${path} (${type})`),
    );
  });
  source.on('error', (error) => parser.emit('error', error));
  const entries = on(parser, 'entry', { close: ['end'] }) as AsyncIterable<[ReadEntry]>;
  source.pipe(parser as unknown as NodeJS.WritableStream);
  try {
    for await (const [entry] of entries) {
      // No end will come of what was begun before.
      if (failure) throw failure;
      const content = new PassThrough().on('error', () => {});
      reading = content;
      const { path, size } = entry;
      yield { path, ...kindOf(entry), sizeBytes: size, content: () => entry.pipe(content) };
      // The next entry comes once this one is read.
      if (!content.writableEnded) entry.resume();
    }
  } finally {
    source.destroy();
  }
  if (!hasEndMark) throw new ArchiveError('is cut off: the mark at its end is missing');
}

function kindOf({ type, linkpath = '' }: ReadEntry): Pick<ArchiveEntry, 'kind' | 'problem'> {
  if (files.includes(type)) return { kind: 'file' };
  if (type === 'Directory' || type === 'GNUDumpDir') return { kind: 'folder' };
  return {
    kind: 'other',
    problem: links.includes(type) ? `is a link to ${linkpath}` : `is no file (${type})`,
  };
}
