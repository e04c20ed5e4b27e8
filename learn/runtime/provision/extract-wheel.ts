import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { type OnProgress, withStep } from './progress.js';
import { ProvisionError } from './provision-error.js';

/** The shared libraries that the addon needs, by their names in a wheel's `tensorflow/` folder. */
export const sharedLibraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const;

const includePrefix = 'tensorflow/include/';

/**
 * Unpacks, from a TensorFlow wheel, its headers into `folder/include` and its shared libraries into `folder/lib`.
 * @returns the SHA-256 of each shared library
 * @throws ProvisionError `bad-wheel`
 */
export async function extractWheel(
  wheel: string,
  folder: string,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: OnProgress },
): Promise<Readonly<Record<(typeof sharedLibraries)[number], string>>> {
  const zip = await yauzl.openPromise(wheel, { autoClose: false }).catch(refuse);
  try {
    const wanted = await wantedEntries(zip, folder);
    const totalBytes = wanted.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0);
    const digests: Record<string, string> = {};
    await withStep(onProgress, 'unpack', totalBytes, async (report) => {
      let doneBytes = 0;
      const made = new Set<string>();
      for (const { entry, path, library } of wanted) {
        if (!made.has(dirname(path))) await mkdir(dirname(path), { recursive: true });
        made.add(dirname(path));
        const digest = await extractEntry(zip, { entry, path, library }, signal, (bytes) => {
          doneBytes += bytes;
          report(doneBytes);
        });
        if (library) digests[library] = digest;
      }
    });
    return digests as Record<(typeof sharedLibraries)[number], string>;
  } finally {
    zip.close();
  }
}

interface WantedEntry {
  readonly entry: Entry;
  readonly path: string;
  /** Name of the shared library that it is; undefined for a header. */
  readonly library: string | undefined;
}

async function wantedEntries(zip: ZipFile, folder: string): Promise<WantedEntry[]> {
  const wanted: WantedEntry[] = [];
  try {
    for await (const entry of zip.eachEntry()) {
      const library = sharedLibraries.find((name) => entry.fileName === `tensorflow/${name}`);
      if (library) {
        wanted.push({ entry, path: join(folder, 'lib', library), library });
      } else if (entry.fileName.startsWith(includePrefix) && !entry.fileName.endsWith('/')) {
        const include = join(folder, 'include');
        const path = join(include, entry.fileName.slice(includePrefix.length));
        // yauzl refuses such names too; that no file is written elsewhere must not hang on a default of its options.
        if (!path.startsWith(include + sep)) throw new Error(`invalid file name ${entry.fileName}`);
        wanted.push({ entry, path, library });
      }
    }
  } catch (error) {
    return refuse(error);
  }
  const missing = sharedLibraries.find((name) => !wanted.some(({ library }) => library === name));
  if (missing) return refuse(new Error(`it has no tensorflow/${missing}`));
  return wanted;
}

async function extractEntry(
  zip: ZipFile,
  { entry, path, library }: WantedEntry,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<string> {
  const source = await zip.openReadStreamPromise(entry).catch(refuse);
  const hash = createHash('sha256');
  // Flushed, so that after a power cut no manifest speaks of a library whose data never reached the disk.
  const target = createWriteStream(path, { flush: library !== undefined });
  await pipeline(
    source,
    async function* (pieces: AsyncIterable<Buffer>) {
      for await (const piece of pieces) {
        hash.update(piece);
        onBytes(piece.length);
        yield piece;
      }
    },
    target,
    { signal },
  );
  return hash.digest('hex');
}

function refuse(error: unknown): never {
  const why = error instanceof Error ? error.message : String(error);
  const hint = 'Report this: the pinned wheel should have the files that the addon needs.';
  throw new ProvisionError('bad-wheel', `the TensorFlow wheel cannot be unpacked: ${why}`, hint);
}
