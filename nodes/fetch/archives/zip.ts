import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { type ArchiveEntry, ArchiveError } from './archive-entry.js';
import { crc32 } from './crc32.js';
import type { UnpackedLimit } from './unpacked-limit.js';

const madeOnUnix = 3;
const [typeMask, folderType, linkType, fileType] = [0o170000, 0o040000, 0o120000, 0o100000];

/** The entries of a zip archive, in the order of its directory. */
export async function* zipEntries(path: string, limit: UnpackedLimit): AsyncGenerator<ArchiveEntry> {
  // Names are decoded here, so that a bad one does not hide those after it.
  const zip = await yauzl.openPromise(path, { autoClose: false, decodeStrings: false });
  try {
    for await (const entry of zip.eachEntry()) {
      const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
      const name = yauzl.getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
      const problem = problemOf(entry);
      const type = unixTypeOf(entry);
      const isFolder = name.endsWith('/') || type === folderType;
      yield {
        path: name,
        kind: isFolder ? 'folder' : problem === undefined ? 'file' : 'other',
        ...(problem !== undefined && { problem }),
        sizeBytes: entry.uncompressedSize,
        content: () => limit.counted(checked(zip, entry, name)),
      };
    }
  } finally {
    zip.close();
  }
}

function problemOf(entry: Entry): string | undefined {
  const type = unixTypeOf(entry);
  if (type === linkType) return 'is a link';
  if (type !== 0 && type !== fileType && type !== folderType) return 'is no file';
  if (entry.isEncrypted()) return 'is encrypted';
  if (!entry.canDecodeFileData())
    return `is compressed in a way that is not known here (${entry.compressionMethod})`;
  return undefined;
}

function unixTypeOf({ versionMadeBy, externalFileAttributes }: Entry): number {
  return versionMadeBy >>> 8 === madeOnUnix ? (externalFileAttributes >>> 16) & typeMask : 0;
}

/** yauzl compares the size, and leaves the checksum to others. */
async function* checked(zip: ZipFile, entry: Entry, name: string): AsyncGenerator<Buffer> {
  let crc = 0;
  for await (const piece of await zip.openReadStreamPromise(entry)) {
    crc = crc32(piece, crc);
    yield piece;
  }
  if (crc !== entry.crc32) throw new ArchiveError(`is damaged: ${name} does not have its checksum`);
}
