import { createHash, hash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** Lower-case hexadecimal SHA-256. */
export type Digest = string;

/** Large enough that system calls cost nothing, small enough to stay in the processor's cache. */
const readBytes = 1 << 20;

/** Hash of a text under a tag that says what the text is, so that no two kinds of thing share a pre-image. */
export function taggedDigest(tag: string, text: string): Digest {
  return hash('sha256', tagLine(tag) + text);
}

/** What a text begins with where it is hashed under a tag. */
export function tagLine(tag: string): string {
  return `micrograph ${tag}\n`;
}

/** SHA-256 of a file's content, read in pieces. */
export async function fileDigest(path: string, signal?: AbortSignal): Promise<Digest> {
  const file = await open(path, 'r');
  try {
    const hash = createHash('sha256');
    // Most artifacts are small, and a mebibyte each would keep the garbage collector busy.
    const { size } = await file.stat();
    const buffer = Buffer.allocUnsafe(Math.min(readBytes, Math.max(size, 1)));
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}
