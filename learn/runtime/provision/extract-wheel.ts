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

interface ExtractOptions {
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

/** SHA-256 of files by their path in the folder, with `/`. */
export type Digests = Readonly<Record<string, string>>;

/** Where a file of a wheel goes. */
interface Destination {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  /** Needed only while setting up, as headers are. */
  readonly temporary?: true;
}

/**
 * Unpacks, from a TensorFlow wheel, its headers into `folder/include` and its shared libraries into `folder/lib`.
 * @returns the digests of the shared libraries
 * @throws ProvisionError `bad-wheel`
 */
export async function extractTensorflow(
  wheel: string,
  folder: string,
  options: ExtractOptions,
): Promise<Digests> {
  const destination = (name: string): Destination | undefined => {
    const library = sharedLibraries.find((library) => name === `tensorflow/${library}`);
    if (library) return { path: `lib/${library}` };
    if (!name.startsWith(includePrefix)) return undefined;
    return { path: `include/${name.slice(includePrefix.length)}`, temporary: true };
  };
  const needed = sharedLibraries.map((library) => `tensorflow/${library}`);
  return extractWheel(wheel, folder, { ...options, destination, needed });
}

/**
 * Unpacks, from one of NVIDIA's wheels, what is used at run time into `folder/nvidia`, laid out as in the wheel.
 * @returns the digests of all files
 * @throws ProvisionError `bad-wheel`
 */
export async function extractCuda(wheel: string, folder: string, options: ExtractOptions): Promise<Digests> {
  const isUsed = (name: string) => /^nvidia\/[^/]+\/(lib|bin|nvvm)\//.test(name) && !name.endsWith('.py');
  const destination = (name: string) => (isUsed(name) ? { path: name } : undefined);
  return extractWheel(wheel, folder, { ...options, destination, needed: [] });
}

async function extractWheel(
  wheel: string,
  folder: string,
  options: ExtractOptions & {
    readonly destination: (name: string) => Destination | undefined;
    /** Names of files without which the wheel is of no use. */
    readonly needed: readonly string[];
  },
): Promise<Digests> {
  const { signal, onProgress, destination, needed } = options;
  const zip = await yauzl.openPromise(wheel, { autoClose: false }).catch(refuse);
  try {
    const wanted = await wantedEntries(zip, folder, destination);
    const missing = needed.find((name) => !wanted.some(({ entry }) => entry.fileName === name));
    if (missing) return refuse(new Error(`it has no ${missing}`));
    const totalBytes = wanted.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0);
    const digests: Record<string, string> = {};
    await withStep(onProgress, 'unpack', totalBytes, async (report) => {
      let doneBytes = 0;
      const made = new Set<string>();
      for (const file of wanted) {
        const parent = dirname(join(folder, file.path));
        if (!made.has(parent)) await mkdir(parent, { recursive: true });
        made.add(parent);
        const digest = await extractEntry(zip, folder, file, signal, (bytes) => {
          doneBytes += bytes;
          report(doneBytes);
        });
        if (!file.temporary) digests[file.path] = digest;
      }
    });
    return digests;
  } finally {
    zip.close();
  }
}

interface WantedEntry extends Destination {
  readonly entry: Entry;
}

async function wantedEntries(
  zip: ZipFile,
  folder: string,
  destination: (name: string) => Destination | undefined,
): Promise<WantedEntry[]> {
  const wanted: WantedEntry[] = [];
  try {
    for await (const entry of zip.eachEntry()) {
      const to = entry.fileName.endsWith('/') ? undefined : destination(entry.fileName);
      if (!to) continue;
      const [top] = to.path.split('/', 1) as [string];
      // yauzl refuses such names too; that no file is written elsewhere must not hang on a default of its options.
      if (!join(folder, to.path).startsWith(join(folder, top) + sep))
        throw new Error(`invalid file name ${entry.fileName}`);
      wanted.push({ ...to, entry });
    }
  } catch (error) {
    return refuse(error);
  }
  return wanted;
}

async function extractEntry(
  zip: ZipFile,
  folder: string,
  { entry, path, temporary }: WantedEntry,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<string> {
  const source = await zip.openReadStreamPromise(entry).catch(refuse);
  const hash = createHash('sha256');
  const isProgram = ((entry.externalFileAttributes >>> 16) & 0o111) !== 0;
  const target = createWriteStream(join(folder, path), {
    mode: isProgram ? 0o755 : 0o644,
    // So that after a power cut no manifest speaks of a library whose data never reached the disk.
    flush: temporary !== true,
  });
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
  const hint = 'Report this: the pinned wheel should have the files that are needed.';
  throw new ProvisionError('bad-wheel', `the wheel cannot be unpacked: ${why}`, hint);
}
