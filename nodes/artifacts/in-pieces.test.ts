import test from 'ava';
import { inPieces } from './in-pieces.js';

test('small chunks are put together, large ones stay, and no byte is lost', async (t) => {
  const megabyte = 2 ** 20;
  const sizes = [10, 20, megabyte - 30, 1, megabyte + 5, 7, 0, 8];
  const chunks = sizes.map((size, i) => new Uint8Array(size).fill(i + 1));
  async function* source() {
    yield* chunks;
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of inPieces(source())) pieces.push(piece);
  t.deepEqual(
    pieces.map(({ length }) => length),
    [megabyte, 1, megabyte + 5, 15],
  );
  t.true(Buffer.concat(pieces).equals(Buffer.concat(chunks)));
});
