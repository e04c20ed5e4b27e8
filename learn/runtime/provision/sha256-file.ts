import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** SHA-256 of a file in hex, read in pieces of 1 MiB so that its size does not matter. */
export async function sha256File(
  path: string,
  options: { readonly signal?: AbortSignal; readonly report?: (doneBytes: number) => void } = {},
): Promise<string> {
  const hash = createHash('sha256');
  let doneBytes = 0;
  const stream = createReadStream(path, { highWaterMark: 1 << 20, signal: options.signal });
  for await (const piece of stream as AsyncIterable<Buffer>) {
    hash.update(piece);
    doneBytes += piece.length;
    options.report?.(doneBytes);
  }
  return hash.digest('hex');
}
