import test from 'ava';
import type { ImageSource } from '../image-source.js';
import { dihedralCopies, dihedralCopy, dihedralPoints, withDihedralCopies } from './dihedral.js';

const square = Uint8Array.of(1, 2, 3, 4);

test('the eight copies are the quarter turns against the clock, and those of the mirror image', (t) => {
  const copies = Array.from({ length: dihedralCopies }, (_, k) => [...dihedralCopy(square, 2, k)]);
  t.deepEqual(copies, [
    [1, 2, 3, 4],
    [2, 4, 1, 3],
    [4, 3, 2, 1],
    [3, 1, 4, 2],
    [2, 1, 4, 3],
    [1, 3, 2, 4],
    [3, 4, 1, 2],
    [4, 2, 3, 1],
  ]);
});

test('a point stays on its pixel in every copy', (t) => {
  const side = 5;
  const pixels = new Uint8Array(side * side);
  pixels[1 * side + 3] = 9;
  for (let k = 0; k < dihedralCopies; k++) {
    const [[x, y]] = dihedralPoints([[3, 1]], side, k) as [[number, number]];
    t.is(dihedralCopy(pixels, side, k)[y * side + x], 9, `copy ${k}`);
  }
});

test('a source with copies reads each image once for all of them, and names them', async (t) => {
  let reads = 0;
  const source: ImageSource = {
    names: ['a', 'b'],
    height: 2,
    width: 2,
    dtype: 'uint8',
    origin: () => ({ file: 'a.png' }),
    async image(index) {
      reads += 1;
      return { pixels: square.map((value) => value + index), statistics: { mean: 1, std: 2 } };
    },
    masks: { classes: ['background', 'foreground'], mask: async () => Uint8Array.of(0, 1, 0, 0) },
    labels: { names: ['x', 'y'], label: (index) => index },
  };
  const copies = withDihedralCopies(source);
  t.deepEqual(copies.names.slice(7, 10), ['a+7', 'b', 'b+1']);
  t.deepEqual(copies.origin(9), { file: 'a.png', copy: 1 });
  t.is(copies.labels!.label(9), 1);
  const images = await Promise.all(copies.names.map((_, index) => copies.image(index)));
  t.is(reads, 2);
  t.deepEqual([...images[9]!.pixels], [3, 5, 2, 4]);
  t.deepEqual(images[9]!.statistics, { mean: 1, std: 2 });
  t.deepEqual([...(await copies.masks!.mask(9))], [1, 0, 0, 0]);
});
