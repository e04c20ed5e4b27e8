import test from 'ava';
import fc from 'fast-check';
import { ImageError } from '../image-error.js';
import { arrayLayout } from './array-layout.js';
import type { ByteSource } from './byte-source.js';
import { sourceInMemory } from './open-source.js';
import { storedImageFile } from './stored-images.js';

function open(source: ByteSource, shape: readonly number[], order: 'C' | 'Fortran' = 'C') {
  const { strides, ...extent } = arrayLayout(source.name, shape, order);
  return storedImageFile(source, {
    ...{ format: 'raw', ...extent, strides, storedDtype: 'uint8', littleEndian: true },
    offsetOf: (index) => index * strides.image,
  });
}

test('regions of images larger than what is held at a time are read right, whatever their order', async (t) => {
  const [images, height, width] = [2, 1500, 2100];
  const bytes = Uint8Array.from({ length: images * height * width }, (_, i) => (i * 2654435761) >>> 24);
  const source = sourceInMemory('a', 'a', bytes);
  const orders = fc.constantFrom('C' as const, 'Fortran' as const);
  const side = (length: number) =>
    fc
      .tuple(fc.nat(length - 1), fc.nat(length - 1))
      .map(([a, b]) => [Math.min(a, b), Math.abs(a - b) + 1] as const);
  const property = fc.asyncProperty(orders, side(width), side(height), async (order, [x, w], [y, h]) => {
    const { strides } = arrayLayout('a', [images, height, width], order);
    const file = open(source, [images, height, width], order);
    const { pixels } = await file.read(1, { x, y, width: w, height: h });
    const at = (row: number, column: number) =>
      bytes[strides.image + (y + row) * strides.row + (x + column) * strides.column];
    for (const row of [0, Math.floor(h / 2), h - 1]) {
      for (let column = 0; column < w; column++) {
        if (pixels[row * w + column] !== at(row, column)) return false;
      }
    }
    return pixels.length === w * h;
  });
  await fc.assert(property, { numRuns: 20, seed: 1 });
  t.pass();
});

test('of a region only its rows are read, piece by piece', async (t) => {
  const [height, width] = [100, 3_000_000];
  const reads: [offset: number, length: number][] = [];
  const source: ByteSource = {
    ...{ name: 'large', path: 'large', size: height * width },
    read: async (offset, length) => {
      reads.push([offset, length]);
      return new Uint8Array(length);
    },
  };
  await open(source, [height, width]).read(0, { x: 1000, y: 40, width: 512, height: 3 });
  t.deepEqual(reads[0]![0], 40 * width + 1000);
  t.true(reads.every(([offset, length]) => offset + length <= 43 * width));
  t.true(Math.max(...reads.map(([, length]) => length)) <= 2 ** 22);
});

test('an image too large for memory is refused as a whole, and read by regions', async (t) => {
  const size = 40_000 ** 2;
  const source: ByteSource = {
    ...{ name: 'huge.mrc', path: 'huge.mrc', size },
    read: async (_, length) => new Uint8Array(length),
  };
  const file = open(source, [40_000, 40_000]);
  const error = await t.throwsAsync(file.read(0), { instanceOf: ImageError });
  t.is(error?.message, 'huge.mrc has 40000 × 40000 pixels, too many to be read at once');
  t.is((await file.read(0, { x: 39_000, y: 39_999, width: 1000, height: 1 })).pixels.length, 1000);
});

test('a file that becomes shorter while it is open is refused', async (t) => {
  const source: ByteSource = {
    ...{ name: 'a.mrc', path: 'a.mrc', size: 100 },
    read: async () => new Uint8Array(60),
  };
  await t.throwsAsync(open(source, [10, 10]).read(0), { message: 'a.mrc is cut off at byte 60 of 100' });
});
