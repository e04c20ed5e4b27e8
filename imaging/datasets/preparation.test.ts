import test from 'ava';
import type { Raster } from '../formats/raster.js';
import { type Fit, fitImage, fitMask } from './fit.js';
import { readForeground, unlistedValues } from './foreground.js';
import { reducedSize, reduceImage, reduceMask } from './reduce.js';

const greyRaster = (...pixels: number[]): Raster => ({
  height: 1,
  width: pixels.length,
  channels: 1,
  dtype: 'uint8',
  lossy: false,
  pixels: Uint8Array.from(pixels),
});
const colourRaster = (...colours: [number, number, number][]): Raster => ({
  height: 1,
  width: colours.length,
  channels: 3,
  dtype: 'uint8',
  lossy: false,
  pixels: Uint8Array.from(colours.flat()),
});

test('grey values, a threshold and colours say what is foreground', (t) => {
  t.deepEqual([...readForeground(greyRaster(0, 127, 255), [255])], [0, 0, 1]);
  t.deepEqual([...readForeground(greyRaster(0, 127, 255), [0, 255])], [1, 0, 1]);
  t.deepEqual([...readForeground(greyRaster(0, 127, 128), { above: 127 })], [0, 0, 1]);
  const colours = colourRaster([255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 0, 255]);
  t.deepEqual(
    [
      ...readForeground(colours, [
        [255, 0, 0],
        [0, 0, 255],
      ]),
    ],
    [1, 0, 1, 0],
  );
  t.deepEqual([...readForeground(colours, { above: 0 })], [1, 1, 1, 1]);
});

test('a grey value matches a colour of equal parts, and a colour of equal parts matches a grey value', (t) => {
  t.deepEqual([...readForeground(colourRaster([9, 9, 9], [9, 9, 8], [0, 0, 0]), [9])], [1, 0, 0]);
  t.deepEqual(
    [
      ...readForeground(greyRaster(9, 8), [
        [9, 9, 9],
        [8, 0, 8],
      ]),
    ],
    [1, 0],
  );
});

test('values that are neither black nor listed are counted, the commonest first', (t) => {
  t.deepEqual(unlistedValues(greyRaster(0, 7, 255, 9, 9, 0, 0, 0), [255]), [
    { value: '9', share: 0.25 },
    { value: '7', share: 0.125 },
  ]);
  const colours = colourRaster([255, 0, 0], [0, 255, 0], [0, 0, 0], [0, 255, 0]);
  t.deepEqual(unlistedValues(colours, [[255, 0, 0]]), [{ value: '[0, 255, 0]', share: 0.5 }]);
  t.deepEqual(unlistedValues(colours, { above: 0 }), []);
});

test('an image is reduced to the means of boxes, what is left over is dropped', (t) => {
  const size = { height: 3, width: 5 };
  const pixels = Uint8Array.of(1, 2, 10, 20, 99, 3, 4, 30, 41, 99, 99, 99, 99, 99, 99);
  t.deepEqual(reducedSize(size, 2), { height: 1, width: 2 });
  t.deepEqual(reduceImage(pixels, size, 2), Uint8Array.of(3, 25));
  t.deepEqual(reduceImage(Float32Array.from(pixels), size, 2), Float32Array.of(2.5, 25.25));
  t.is(reduceImage(pixels, size, 1), pixels);
});

test('a mask is reduced by majority, a tie is foreground', (t) => {
  const mask = Uint8Array.of(0, 0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 1);
  t.deepEqual(reduceMask(mask, { height: 2, width: 6 }, 2), Uint8Array.of(0, 1, 1));
});

const row = (rule: Fit['rule'], width: number): Fit => ({ rule, width, height: 1 });

test('crop cuts out the centre; pad goes on with the mirror image on both sides', (t) => {
  const pixels = Uint8Array.of(1, 2, 3, 4, 5);
  const size = { height: 1, width: 5 };
  t.deepEqual(fitImage(pixels, size, row('crop', 3)), Uint8Array.of(2, 3, 4));
  t.deepEqual(fitImage(pixels, size, row('pad', 9)), Uint8Array.of(2, 1, 1, 2, 3, 4, 5, 5, 4));
  t.deepEqual(fitImage(pixels, size, row('pad', 3)), Uint8Array.of(2, 3, 4));
  t.deepEqual(fitMask(Uint8Array.of(1, 0, 0, 0, 1), size, row('pad', 7)), Uint8Array.of(1, 1, 0, 0, 0, 1, 1));
  t.deepEqual(fitImage(Buffer.from(pixels), size, row('crop', 1)), Uint8Array.of(3));
});

test('resize interpolates when it enlarges and averages when it shrinks; a mask stays a mask', (t) => {
  const size = { height: 1, width: 4 };
  const ramp = Float32Array.of(0, 1, 2, 3);
  t.deepEqual(
    fitImage(ramp, size, row('resize', 8)),
    Float32Array.of(0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3),
  );
  const alternating = Float32Array.from({ length: 64 }, (_, i) => i % 2);
  const shrunk = fitImage(alternating, { height: 1, width: 64 }, row('resize', 8));
  t.true(shrunk.every((value) => Math.abs(value - 0.5) < 0.07));
  t.deepEqual(
    fitMask(Uint8Array.of(0, 0, 1, 1), size, row('resize', 8)),
    Uint8Array.of(0, 0, 0, 0, 1, 1, 1, 1),
  );
  const tall = fitImage(
    Uint8Array.of(10, 20, 30, 40),
    { height: 2, width: 2 },
    { rule: 'resize', height: 1, width: 1 },
  );
  t.deepEqual(tall, Uint8Array.of(25));
});
