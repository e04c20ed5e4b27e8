import test from 'ava';
import { percentileRange, pictureGrid } from './picture-grid.js';

test('images stand side by side with white lines between them, each row in its own range', (t) => {
  const rows = [
    { images: [Float32Array.of(0, 1), Float32Array.of(0.5, 2)], range: { black: 0, white: 1 } },
    { images: [Float32Array.of(-1, 1), Float32Array.of(-3, 0)], range: { black: -1, white: 1 } },
  ];
  const { height, width, pixels } = pictureGrid(rows, 1, 2);
  t.deepEqual([height, width], [4, 6]);
  const lines = Array.from({ length: height }, (_, y) => [...pixels.subarray(y * width, (y + 1) * width)]);
  const white = [255, 255, 255, 255, 255, 255];
  t.deepEqual(lines, [[0, 255, 255, 255, 128, 255], white, white, [0, 255, 255, 255, 0, 128]]);
});

test('a range leaves the outermost values out, and a flat image is black', (t) => {
  const values = Float32Array.from({ length: 101 }, (_, i) => ((i * 7) % 101) / 10);
  const { black, white } = percentileRange(values, 0.01);
  t.deepEqual([black, white], [Math.fround(0.1), Math.fround(9.9)]);
  const flat = Float32Array.of(3, 3, 3, 3);
  t.deepEqual(
    pictureGrid([{ images: [flat], range: percentileRange(flat, 0.01) }], 2, 2).pixels,
    new Uint8Array(4),
  );
});
