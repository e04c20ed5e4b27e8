import test from 'ava';
import { ImageError } from '../image-error.js';
import { arrayLayout } from './array-layout.js';

const layouts = [
  [[5, 7], { images: 1, height: 5, width: 7, channels: 1 }, { image: 0, row: 7, column: 1, channel: 0 }],
  [[3, 5, 7], { images: 3, height: 5, width: 7, channels: 1 }, { image: 35, row: 7, column: 1, channel: 0 }],
  [
    [2, 5, 7, 4],
    { images: 2, height: 5, width: 7, channels: 4 },
    { image: 140, row: 28, column: 4, channel: 1 },
  ],
  [
    [2, 4, 5, 7],
    { images: 2, height: 5, width: 7, channels: 4 },
    { image: 140, row: 7, column: 1, channel: 35 },
  ],
  [
    [2, 3, 5, 4],
    { images: 2, height: 3, width: 5, channels: 4 },
    { image: 60, row: 20, column: 4, channel: 1 },
  ],
] as const;
for (const [shape, extent, strides] of layouts) {
  test(`an array of shape [${shape}] is ${extent.images} × ${extent.height} × ${extent.width} × ${extent.channels}`, (t) => {
    t.deepEqual(arrayLayout('a', shape), { ...extent, strides });
  });
}

test("in Fortran's order the first side varies fastest", (t) => {
  t.deepEqual(arrayLayout('a', [3, 5, 7], 'Fortran').strides, { image: 1, row: 3, column: 15, channel: 0 });
});

for (const shape of [[], [5], [2, 5, 7, 9], [1, 1, 1, 1, 1], [0, 5], [2, -1], [2, 2.5]]) {
  test(`an array of shape [${shape}] is refused by name`, (t) => {
    const error = t.throws(() => arrayLayout('a.npy', shape), { instanceOf: ImageError });
    t.true(error?.message.startsWith(`a.npy is an array of shape [${shape.join(', ')}]`));
  });
}
