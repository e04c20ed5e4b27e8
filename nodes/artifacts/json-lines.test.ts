import test from 'ava';
import { jsonLinePieces, jsonLines, numberFromJson } from './json-lines.js';

test('lines that come one by one are written in pieces of bounded size, and are the same bytes', async (t) => {
  const objects = Array.from({ length: 20_000 }, (_, image) => ({ image, dice: image / 3, psnr: Infinity }));
  async function* oneByOne() {
    yield* objects;
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of jsonLinePieces(oneByOne())) pieces.push(piece);
  t.true(pieces.length > 5);
  t.true(pieces.every(({ length }) => length < 100_000));
  t.is(Buffer.concat(pieces).toString(), jsonLines(objects));
});

test('numbers are read as they were written, and null is none', (t) => {
  const values = [0, -1.5, Infinity, -Infinity];
  const [line] = jsonLines([{ values }]).split('\n');
  t.deepEqual(JSON.parse(line!).values.map(numberFromJson), values);
  t.deepEqual([null, '', 'NaN', undefined, true].map(numberFromJson), new Array(5).fill(undefined));
});
