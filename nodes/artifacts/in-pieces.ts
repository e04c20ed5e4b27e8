/** Below this, what a write costs beside its bytes counts. */
const pieceBytes = 2 ** 20;

/** The same bytes in pieces of about a megabyte: small chunks are put together, larger ones stay as they are. */
export async function* inPieces(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let piece = new Uint8Array(pieceBytes);
  let filled = 0;
  for await (const chunk of chunks) {
    if (filled > 0 && filled + chunk.length > pieceBytes) {
      yield piece.subarray(0, filled);
      // Whoever takes a piece may keep it.
      piece = new Uint8Array(pieceBytes);
      filled = 0;
    }
    if (chunk.length > pieceBytes) yield chunk;
    else {
      piece.set(chunk, filled);
      filled += chunk.length;
    }
  }
  if (filled > 0) yield piece.subarray(0, filled);
}
