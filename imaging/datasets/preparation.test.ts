import test from 'ava';
import type { Raster } from '../formats/raster.js';
import { type Fit, fitClasses, fitImage, fitPoints } from './fit.js';
import { binaryClasses, type Foreground, type MaskClasses, readClasses } from './mask-classes.js';
import { parsePoints } from './points-text.js';
import { preparedSize, prepareImage, prepareMask, preparePoints } from './preparation.js';
import { reduceClasses, reducedSize, reduceImage, reducePoints } from './reduce.js';

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

const foregroundOf = (raster: Raster, foreground: Foreground) => [
  ...readClasses(raster, binaryClasses(foreground)).mask,
];

test('grey values, a threshold and colours say what is foreground', (t) => {
  t.deepEqual(foregroundOf(greyRaster(0, 127, 255), [255]), [0, 0, 1]);
  t.deepEqual(foregroundOf(greyRaster(0, 127, 255), [0, 255]), [1, 0, 1]);
  t.deepEqual(foregroundOf(greyRaster(0, 127, 128), { above: 127 }), [0, 0, 1]);
  const colours = colourRaster([255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 0, 255]);
  const redAndBlue: Foreground = [
    [255, 0, 0],
    [0, 0, 255],
  ];
  t.deepEqual(foregroundOf(colours, redAndBlue), [1, 0, 1, 0]);
  t.deepEqual(foregroundOf(colours, { above: 0 }), [1, 1, 1, 1]);
});

test('a grey value matches a colour of equal parts, and a colour of equal parts matches a grey value', (t) => {
  t.deepEqual(foregroundOf(colourRaster([9, 9, 9], [9, 9, 8], [0, 0, 0]), [9]), [1, 0, 0]);
  const greyAndPurple: Foreground = [
    [9, 9, 9],
    [8, 0, 8],
  ];
  t.deepEqual(foregroundOf(greyRaster(9, 8), greyAndPurple), [1, 0]);
});

test('classes are numbered in their order; values of no class are background, and counted, the commonest first', (t) => {
  const classes: MaskClasses = [
    { name: 'vacuum', values: [0] },
    { name: 'gold', values: [[255, 0, 0], 255] },
    { name: 'polymer', values: [[0, 255, 0]] },
  ];
  const colours = colourRaster([0, 255, 0], [255, 0, 0], [0, 0, 0], [255, 255, 255], [1, 2, 3]);
  t.deepEqual(readClasses(colours, classes), {
    mask: Uint8Array.of(2, 1, 0, 1, 0),
    unlisted: [{ value: '[1, 2, 3]', share: 0.2 }],
  });
  t.deepEqual(readClasses(greyRaster(0, 7, 255, 9, 9, 0, 0, 0), classes), {
    mask: Uint8Array.of(0, 0, 1, 0, 0, 0, 0, 0),
    unlisted: [
      { value: '9', share: 0.25 },
      { value: '7', share: 0.125 },
    ],
  });
});

test('of a binary mask, what is neither black nor listed is counted; a threshold is about every value', (t) => {
  const colours = colourRaster([255, 0, 0], [0, 255, 0], [0, 0, 0], [0, 255, 0]);
  const { unlisted } = readClasses(colours, binaryClasses([[255, 0, 0]]));
  t.deepEqual(unlisted, [{ value: '[0, 255, 0]', share: 0.5 }]);
  t.deepEqual(readClasses(colours, { above: 0 }).unlisted, []);
});

test('where black is foreground, white is background like any other value, and expected', (t) => {
  t.deepEqual(readClasses(greyRaster(0, 255, 9, 255), binaryClasses([0])), {
    mask: Uint8Array.of(1, 0, 0, 0),
    unlisted: [{ value: '9', share: 0.25 }],
  });
});

test('an image is reduced to the means of boxes, what is left over is dropped', (t) => {
  const size = { height: 3, width: 5 };
  const pixels = Uint8Array.of(1, 2, 10, 20, 99, 3, 4, 30, 41, 99, 99, 99, 99, 99, 99);
  t.deepEqual(reducedSize(size, 2), { height: 1, width: 2 });
  t.deepEqual(reduceImage(pixels, size, 2), Uint8Array.of(3, 25));
  t.deepEqual(reduceImage(Float32Array.from(pixels), size, 2), Float32Array.of(2.5, 25.25));
  t.is(reduceImage(pixels, size, 1), pixels);
});

test('a mask is reduced to the commonest class; of several, to the one with the highest number', (t) => {
  const mask = Uint8Array.of(0, 0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 1);
  t.deepEqual(reduceClasses(mask, { height: 2, width: 6 }, 2), Uint8Array.of(0, 1, 1));
  const classes = Uint8Array.of(2, 2, 0, 3, 9, 9, 0, 2, 1, 3, 9, 9);
  t.deepEqual(reduceClasses(classes, { height: 2, width: 6 }, 2), Uint8Array.of(2, 3, 9));
  t.deepEqual(reduceClasses(Uint8Array.of(5, 5, 5, 5), { height: 2, width: 2 }, 2), Uint8Array.of(5));
});

const row = (rule: Fit['rule'], width: number): Fit => ({ rule, width, height: 1 });

test('crop cuts out the centre; pad goes on with the mirror image on both sides', (t) => {
  const pixels = Uint8Array.of(1, 2, 3, 4, 5);
  const size = { height: 1, width: 5 };
  t.deepEqual(fitImage(pixels, size, row('crop', 3)), Uint8Array.of(2, 3, 4));
  t.deepEqual(fitImage(pixels, size, row('pad', 9)), Uint8Array.of(2, 1, 1, 2, 3, 4, 5, 5, 4));
  t.deepEqual(fitImage(pixels, size, row('pad', 3)), Uint8Array.of(2, 3, 4));
  t.deepEqual(
    fitClasses(Uint8Array.of(1, 0, 0, 0, 1), size, row('pad', 7)),
    Uint8Array.of(1, 1, 0, 0, 0, 1, 1),
  );
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
    fitClasses(Uint8Array.of(0, 0, 1, 1), size, row('resize', 8)),
    Uint8Array.of(0, 0, 0, 0, 1, 1, 1, 1),
  );
  const tall = fitImage(
    Uint8Array.of(10, 20, 30, 40),
    { height: 2, width: 2 },
    { rule: 'resize', height: 1, width: 1 },
  );
  t.deepEqual(tall, Uint8Array.of(25));
});

test('a resized mask has the class that covers most of a pixel', (t) => {
  const size = { height: 1, width: 6 };
  t.deepEqual(fitClasses(Uint8Array.of(4, 4, 2, 2, 0, 0), size, row('resize', 3)), Uint8Array.of(4, 2, 0));
  const thirds = fitClasses(Uint8Array.of(1, 1, 1, 2, 2, 0), size, row('resize', 1));
  t.deepEqual(thirds, Uint8Array.of(1));
});

/** Images in which each point is one bright pixel, so that the brightest pixels tell where points should be. */
const brightPixels = (pixels: ArrayLike<number>, width: number) =>
  Array.from(pixels)
    .flatMap((value, at) => (value > 0 ? [[at % width, Math.floor(at / width)]] : []))
    .sort();

test('points go where their pixels go: cut, mirrored and moved', (t) => {
  const size = { height: 4, width: 5 };
  const points = [
    [0, 0],
    [3, 1],
    [4, 3],
  ] as const;
  const raster: Raster = { ...size, channels: 1, dtype: 'uint8', lossy: false, pixels: new Uint8Array(20) };
  for (const [x, y] of points) raster.pixels[y * 5 + x] = 255;
  const preparations = [
    { downscale: 1 },
    { downscale: 1, region: { x: 2, y: 1, width: 3, height: 2 } },
    { downscale: 1, fit: { rule: 'crop', width: 3, height: 3 } },
    { downscale: 1, fit: { rule: 'pad', width: 9, height: 3 } },
    { downscale: 1, fit: { rule: 'pad', width: 23, height: 17 } },
    { downscale: 1, region: { x: 3, y: 0, width: 2, height: 4 }, fit: { rule: 'pad', width: 6, height: 4 } },
  ] as const;
  for (const preparation of preparations) {
    const { width } = preparedSize('a', size, preparation);
    const moved = preparePoints(points, size, preparation);
    const expected = brightPixels(prepareImage(raster, preparation), width);
    t.deepEqual(moved.map(([x, y]) => [x, y]).sort(), expected, JSON.stringify(preparation));
  }
});

test('points keep their place relative to pixel centres when an image is reduced or resized', (t) => {
  // Between four pixels that become one: its centre. On the first of two pixels: a quarter of a pixel before it.
  t.deepEqual(
    reducePoints(
      [
        [0.5, 0.5],
        [2, 0],
      ],
      2,
    ),
    [
      [0, 0],
      [0.75, -0.25],
    ],
  );
  const twice: Fit = { rule: 'resize', width: 8, height: 2 };
  t.deepEqual(
    fitPoints(
      [
        [0, 0],
        [3, 0],
      ],
      { height: 1, width: 4 },
      twice,
    ),
    [
      [0.5, 0.5],
      [6.5, 0.5],
    ],
  );
  const size = { height: 2, width: 5 };
  t.deepEqual(
    preparePoints(
      [
        [4, 0],
        [3.25, 0],
      ],
      size,
      { downscale: 2 },
    ),
    [[1.375, -0.25]],
  );
});

test('a region is cut out of colours and masks alike, before anything else', (t) => {
  const raster = colourRaster([9, 9, 9], [255, 0, 0], [0, 255, 0], [0, 0, 255]);
  const preparation = { downscale: 1, region: { x: 1, y: 0, width: 2, height: 1 } };
  t.deepEqual(prepareImage(raster, preparation), Uint8Array.of(76, 150));
  const green: Foreground = [[0, 255, 0]];
  const read = (part: Raster) => readClasses(part, binaryClasses(green)).mask;
  t.deepEqual(prepareMask(raster, preparation, read), Uint8Array.of(0, 1));
  const beyond = { downscale: 1, region: { x: 3, y: 0, width: 2, height: 1 } };
  t.throws(() => preparedSize('a.png', raster, beyond), {
    message: 'a.png is 4 × 1 px, and the region reaches to column 4 and row 0',
  });
});

test('points are read one a line; what is no point, or outside, is said with file and line', (t) => {
  const size = { height: 4, width: 8 };
  t.deepEqual(parsePoints('1 2\r\n\n  7.25\t-0.5  \n3e0 .5\n', 'a.txt', size), [
    [1, 2],
    [7.25, -0.5],
    [3, 0.5],
  ]);
  t.deepEqual(parsePoints('', 'a.txt', size), []);
  for (const line of ['1', '1 2 3', '1,2', 'x y', '0x1 2', 'NaN 1', '1 Infinity', '#1 2']) {
    t.throws(() => parsePoints(`0 0\n${line}`, 'a.txt', size), {
      message: /^line 2 of the points a\.txt is no point/,
    });
  }
  for (const line of ['8 1', '1 3.5', '-0.6 0', '1e9 0']) {
    t.throws(() => parsePoints(line, 'a.txt', size), {
      message: `line 1 of the points a.txt lies outside the image, which is 8 × 4 px: ${line}`,
    });
  }
});
