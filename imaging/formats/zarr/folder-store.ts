import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { AsyncReadable, RangeQuery } from 'zarrita';
import { ImageError } from '../../image-error.js';

/** A file of a Zarr folder. */
export interface ZarrFile {
  /** Relative to the folder, with slashes: `0/.zarray`. */
  readonly name: string;
  readonly path: string;
  /** Of its content, hexadecimal. */
  readonly sha256: string;
}

/** What is held of a file at a time: 256 MiB. Only files that hold many chunks (shards) can be larger. */
const maxHeldBytes = 2 ** 28;
const pieceBytes = 2 ** 22;

/**
 * The files of a folder as they were listed, and nothing else: what metadata name outside is not there. No byte is given
 * that was not checked against its file's digest; throws an `ImageError` where a file is not what it was.
 */
export class FolderStore implements AsyncReadable {
  /** Of the folder, for messages. */
  readonly name: string;
  readonly #files: ReadonlyMap<string, ZarrFile>;
  readonly #heldBytes: number;
  /** The file that was read last: the next chunk may lie in it too. */
  #held: { readonly file: ZarrFile; readonly bytes: Uint8Array } | undefined;
  /** Files too large to hold that were checked, and their states then. */
  readonly #checked = new Map<ZarrFile, string>();

  constructor(name: string, files: readonly ZarrFile[], heldBytes = maxHeldBytes) {
    this.name = name;
    this.#heldBytes = heldBytes;
    this.#files = new Map(files.map((file) => [file.name, file]));
  }

  names(): readonly string[] {
    return [...this.#files.keys()];
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const file = this.#files.get(key.slice(1));
    return file && this.#read(file, async (handle, size) => this.#whole(file, handle, size));
  }

  async getRange(key: string, range: RangeQuery): Promise<Uint8Array | undefined> {
    const file = this.#files.get(key.slice(1));
    if (!file) return undefined;
    if (this.#held?.file === file) return rangeOf(this.#held.bytes, range);
    return this.#read(file, async (handle, size) => {
      if (size <= this.#heldBytes) {
        const bytes = await this.#whole(file, handle, size);
        this.#held = { file, bytes };
        return rangeOf(bytes, range);
      }
      await this.#check(file, handle);
      const [start, end] = bounds(size, range);
      if (end - start > this.#heldBytes)
        throw new ImageError(`${this.#title(file)} has a chunk of ${end - start} bytes`);
      const bytes = await readAll(handle, start, end);
      if ((await stateOf(handle)) !== this.#checked.get(file)) throw this.#changed(file);
      return bytes;
    });
  }

  async #read<T>(file: ZarrFile, use: (handle: FileHandle, size: number) => Promise<T>): Promise<T> {
    let handle: FileHandle | undefined;
    try {
      handle = await open(file.path);
      return await use(handle, (await handle.stat()).size);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      throw new ImageError(`${this.#title(file)} cannot be read: ${error.message}`);
    } finally {
      await handle?.close();
    }
  }

  async #whole(file: ZarrFile, handle: FileHandle, size: number): Promise<Uint8Array> {
    if (size > this.#heldBytes)
      throw new ImageError(`${this.#title(file)} has ${size} bytes, too many for a chunk`);
    const bytes = await readAll(handle, 0, size);
    if (createHash('sha256').update(bytes).digest('hex') !== file.sha256) throw this.#changed(file);
    return bytes;
  }

  /** Hashes a file once; afterwards its size and times tell whether it is still the same. */
  async #check(file: ZarrFile, handle: FileHandle): Promise<void> {
    const state = await stateOf(handle);
    if (this.#checked.get(file) === state) return;
    const hash = createHash('sha256');
    for (let at = 0; ; at += pieceBytes) {
      const piece = await readAll(handle, at, at + pieceBytes);
      hash.update(piece);
      if (piece.length < pieceBytes) break;
    }
    if (hash.digest('hex') !== file.sha256) throw this.#changed(file);
    this.#checked.set(file, state);
  }

  #changed(file: ZarrFile): ImageError {
    return new ImageError(
      `${this.#title(file)} changed while it was read`,
      'Try again when nothing writes to it.',
    );
  }

  #title({ name }: ZarrFile): string {
    return `${this.name}/${name}`;
  }
}

function rangeOf(bytes: Uint8Array, range: RangeQuery): Uint8Array {
  return bytes.subarray(...bounds(bytes.length, range));
}

/** Start and end, within the file. */
function bounds(size: number, range: RangeQuery): [start: number, end: number] {
  if ('suffixLength' in range) return [Math.max(0, size - range.suffixLength), size];
  const start = Math.min(range.offset, size);
  return [start, Math.min(start + range.length, size)];
}

/** Fewer at the end of the file. */
async function readAll(handle: FileHandle, start: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start);
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

async function stateOf(handle: FileHandle): Promise<string> {
  const { ino, size, mtimeNs, ctimeNs } = await handle.stat({ bigint: true });
  return [ino, size, mtimeNs, ctimeNs].join(' ');
}
