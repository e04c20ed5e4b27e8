import { closeSync, openSync, readSync } from 'node:fs';
import { FS } from 'h5wasm';

/** Where the bytes of a file are. */
export interface Content {
  readonly path: string;
  readonly size: number;
  /** The whole content, where it is held in memory; then `path` is not looked at. */
  readonly bytes: Uint8Array | undefined;
}

/** Input/output error, in the numbers of the library's file system. */
const inputOutputError = 29;

/** What this module uses of the library's file system, which its own types leave out. */
interface FileSystem {
  createFile(folder: string, name: string, properties: object, canRead: boolean, canWrite: boolean): FileNode;
  unlink(path: string): void;
  readonly ErrnoError: new (code: number) => Error;
}
interface FileNode {
  usedBytes: number;
  stream_ops: object;
}

/**
 * Shows a file to the library as `/<name>`: read piece by piece as the library asks, never as a whole. The library sees
 * no other file, so links in a file lead nowhere outside. Returns what takes it away again.
 */
export function mount(name: string, { path, size, bytes }: Content): () => void {
  const files = FS as unknown as FileSystem;
  const descriptor = bytes === undefined ? openSync(path, 'r') : undefined;
  const node = files.createFile('/', name, {}, true, false);
  Object.defineProperty(node, 'usedBytes', { value: size });

  function fill(into: Uint8Array, position: number): number {
    if (descriptor !== undefined) return readSync(descriptor, into, 0, into.length, position);
    into.set(bytes!.subarray(position, position + into.length));
    return into.length;
  }

  node.stream_ops = {
    ...node.stream_ops,
    read(_stream: unknown, memory: Int8Array, offset: number, length: number, position: number): number {
      const wanted = Math.max(0, Math.min(length, size - position));
      try {
        const into = new Uint8Array(memory.buffer, memory.byteOffset + offset, wanted);
        // The library would take what is missing for zeros.
        if (wanted === 0 || fill(into, position) === wanted) return wanted;
      } catch {}
      throw new files.ErrnoError(inputOutputError);
    },
  };
  return () => {
    if (descriptor !== undefined) closeSync(descriptor);
    files.unlink(`/${name}`);
  };
}
