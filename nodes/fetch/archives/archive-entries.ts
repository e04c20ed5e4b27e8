import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type ArchiveEntry, asArchiveErrors } from './archive-entry.js';
import type { ArchiveKind } from './archive-kind.js';
import { tarEntries } from './tar.js';
import { UnpackedLimit } from './unpacked-limit.js';
import { zipEntries } from './zip.js';

export interface Archive {
  /** As it was called where it was fetched. */
  readonly name: string;
  readonly kind: ArchiveKind;
  readonly path: string;
  readonly sizeBytes: number;
}

/**
 * What is in an archive. Each entry is to be read, or left, before the next. Throws an `ArchiveError`, here and where
 * an entry is read, for an archive that is damaged or unpacks to far too much.
 */
export async function* archiveEntries(archive: Archive): AsyncGenerator<ArchiveEntry> {
  const limit = new UnpackedLimit(archive.sizeBytes);
  for await (const entry of asArchiveErrors(entriesOf(archive, limit)))
    yield { ...entry, content: () => asArchiveErrors(entry.content()) };
}

function entriesOf({ name, kind, path }: Archive, limit: UnpackedLimit): AsyncIterable<ArchiveEntry> {
  if (kind === 'zip') return zipEntries(path, limit);
  if (kind === 'tar') return tarEntries(createReadStream(path));
  const content = limit.counted(gunzipped(path));
  return kind === 'tar.gz' ? tarEntries(content) : single(name.slice(0, -'.gz'.length), content);
}

function gunzipped(path: string): AsyncIterable<Buffer> {
  // An error of either stream is thrown where the last one is read.
  return pipeline(createReadStream(path), createGunzip(), () => {});
}

async function* single(path: string, content: AsyncIterable<Buffer>): AsyncGenerator<ArchiveEntry> {
  yield { path, kind: 'file', content: () => content };
}
