import type { Digest } from '../key/digest.js';
import type { FileContent } from './durable-file.js';

/**
 * Content of up to so many bytes lies in the records' database, not in a file of its own: there, many results become
 * durable with one sync. Depends on the size alone, so a file's place is known from its size.
 */
export const smallBlobBytes = 16 * 1024;

export function isSmall(sizeBytes: number): boolean {
  return sizeBytes <= smallBlobBytes;
}

/** Where small content is read from: the database, or what a worker was given with its task. */
export interface SmallBlobs {
  get(digest: Digest): Uint8Array | undefined;
  /** The size of what `get` would give, for less. */
  sizeBytes?(digest: Digest): number | undefined;
}

/** Small contents by digest, on their way between a worker and the database. */
export type SmallContents = ReadonlyMap<Digest, Uint8Array>;

/** All of a content that is small; else the same content, to be read from its beginning. */
export async function smallOrAll(content: FileContent): Promise<Buffer | AsyncIterable<Uint8Array>> {
  if (typeof content === 'string') return smallOrAll(Buffer.from(content));
  if (content instanceof Uint8Array) return isSmall(content.byteLength) ? Buffer.from(content) : one(content);
  const iterator = content[Symbol.asyncIterator]();
  const pieces: Uint8Array[] = [];
  for (let size = 0; isSmall(size); ) {
    const { value, done } = await iterator.next();
    if (done) return Buffer.concat(pieces);
    // The source may write its next piece into the same memory.
    pieces.push(Uint8Array.from(value));
    size += value.byteLength;
  }
  return resumed(pieces, iterator);
}

async function* one(content: Uint8Array): AsyncIterable<Uint8Array> {
  yield content;
}

async function* resumed(
  pieces: readonly Uint8Array[],
  iterator: AsyncIterator<Uint8Array>,
): AsyncIterable<Uint8Array> {
  yield* pieces;
  yield* { [Symbol.asyncIterator]: () => iterator };
}
