import { promisify } from 'node:util';
import { constants, inflateRaw } from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { ImageError } from '../image-error.js';
import { sidesOf } from './array-layout.js';
import { type ByteSource, damaged, readExactly } from './byte-source.js';
import { chooseArray } from './choose-array.js';
import type { ImageFormat } from './image-file.js';
import { openNpy, readNpyHeader, storedDtypeOf } from './npy-file.js';
import type { NpyHeader } from './npy-header.js';
import { sourceInMemory } from './open-source.js';
import { zipReader } from './zip-reader.js';

/** A ZIP file of NPY files, stored or deflated, as `numpy.savez` and `numpy.savez_compressed` write it. */
export const npz: ImageFormat = {
  name: 'NPZ',
  extensions: ['.npz'],
  async open(source, choice) {
    const members = await readMembers(source);
    const all = members.filter(({ shape }) => shape !== undefined);
    const candidates = all.filter(({ shape, header }) => sidesOf(shape) && storedDtypeOf(header.descriptor));
    const { entry, header } = chooseArray(source.name, { candidates, all }, choice);
    const content = entry.method === stored ? entry.packed : await unpack(entry);
    return openNpy(content, header, 'NPZ');
  },
};

/** Numbers of the ways in which a ZIP file holds content. */
const stored = 0;
const deflated = 8;
/** Enough of a packed array for its header. */
const startBytes = 4096;
/** Packed arrays are unpacked into memory: 1 GiB. */
const maxUnpackedBytes = 2 ** 30;
const maxMembers = 10_000;

interface PackedEntry {
  readonly method: number;
  /** The bytes as they are in the ZIP file. */
  readonly packed: ByteSource;
  readonly unpackedBytes: number;
}

interface Member {
  readonly name: string;
  readonly shape: readonly number[];
  readonly header: NpyHeader;
  readonly entry: PackedEntry;
}

async function readMembers(source: ByteSource): Promise<Member[]> {
  const members: Member[] = [];
  try {
    const zip = await yauzl.fromRandomAccessReaderPromise(zipReader(source), source.size, {
      autoClose: false,
    });
    if (zip.entryCount > maxMembers) throw new ImageError(`${source.name} holds ${zip.entryCount} files`);
    for await (const entry of zip.eachEntry()) {
      if (!entry.fileName.endsWith('.npy')) continue;
      const packed = await locate(source, zip, entry);
      const header = await readNpyHeader(await startOf(packed));
      members.push({ name: nameOf(entry), shape: header.shape, header, entry: packed });
    }
  } catch (error) {
    if (error instanceof ImageError) throw error;
    throw new ImageError(`${source.name} is cut off or damaged: ${(error as Error).message}`);
  }
  return members;
}

const nameOf = (entry: Entry) => entry.fileName.slice(0, -'.npy'.length);

async function locate(source: ByteSource, zip: ZipFile, entry: Entry): Promise<PackedEntry> {
  const name = `${source.name}:${nameOf(entry)}`;
  if (entry.isEncrypted()) throw new ImageError(`${name} is encrypted`);
  const { compressionMethod: method, uncompressedSize: unpackedBytes } = entry;
  if (method !== stored && method !== deflated) {
    throw new ImageError(
      `${name} is packed in a way that is not read: ${method}`,
      'Pack it with deflate, or not.',
    );
  }
  const { fileDataStart: start } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  const size = entry.compressedSize;
  if (start + size > source.size)
    throw damaged(source.name, start, `${nameOf(entry)} does not end in the file`);
  const packed: ByteSource = {
    name,
    path: source.path,
    size,
    read: (offset, length) => source.read(start + offset, Math.min(length, size - offset)),
  };
  return { method, packed, unpackedBytes };
}

/** The first bytes of a member. */
async function startOf({ method, packed }: PackedEntry): Promise<ByteSource> {
  if (method === stored) return packed;
  const start = await packed.read(0, startBytes);
  return inflate(packed, start, { finishFlush: constants.Z_SYNC_FLUSH });
}

async function unpack({ packed, unpackedBytes }: PackedEntry): Promise<ByteSource> {
  if (unpackedBytes > maxUnpackedBytes) {
    throw new ImageError(
      `${packed.name} has ${unpackedBytes} bytes, too many to be unpacked in memory`,
      'Save it with `numpy.savez` or `numpy.save`, which do not compress.',
    );
  }
  return inflate(packed, await readExactly(packed, 0, packed.size), { maxOutputLength: unpackedBytes });
}

async function inflate(
  { name, path }: ByteSource,
  bytes: Uint8Array,
  options: { readonly finishFlush?: number; readonly maxOutputLength?: number },
): Promise<ByteSource> {
  try {
    return sourceInMemory(name, path, await promisify(inflateRaw)(bytes, options));
  } catch {
    throw new ImageError(`${name} does not unpack: it is damaged`, 'Restore it from where it came from.');
  }
}
