import test from 'ava';
import type { Raster } from '../formats/image-file.js';
import { type Fit, fitClasses, fitImage, fitPoints } from './fit.js';
import { binaryClasses, type Foreground, type MaskClasses, readClasses } from './mask-classes.js';
import { parsePoints } from './points-text.js';
import { mustHave, type Preparation, preparedSize, preparePoints } from './preparation.js';
import { prepareImage } from './prepare-image.js';
import { reduceClasses, reducedSize, reduceImage, reducePoints } from './reduce.js';
import { cutRegion } from './region.js';

/** Nothing is done. */
const plain: Preparation = { nonFinite: 'error', downscale: 1 };

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
  const preparations: Partial<Preparation>[] = [
    {},
    { region: { x: 2, y: 1, width: 3, height: 2 } },
    { fit: { rule: 'crop', width: 3, height: 3 } },
    { fit: { rule: 'pad', width: 9, height: 3 } },
    { fit: { rule: 'pad', width: 23, height: 17 } },
    { region: { x: 3, y: 0, width: 2, height: 4 }, fit: { rule: 'pad', width: 6, height: 4 } },
  ];
  for (const partial of preparations) {
    const preparation = { ...plain, ...partial };
    const { region = { x: 0, y: 0, ...size } } = preparation;
    const part = { ...raster, ...region, pixels: cutRegion(raster.pixels, size.width, 1, region) };
    const { width } = preparedSize('a', region, preparation);
    const moved = preparePoints(points, size, preparation);
    const expected = brightPixels(prepareImage(part, 'a', preparation).pixels, width);
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
      { ...plain, downscale: 2 },
    ),
    [[1.375, -0.25]],
  );
});

test('a region that reaches beyond the image is said with its last column and row', (t) => {
  t.throws(() => mustHave('a.png', { height: 1, width: 4 }, { x: 3, y: 0, width: 2, height: 1 }), {
    message: 'a.png is 4 × 1 px, and the region reaches to column 4 and row 0',
  });
});

test('colours become grey by luma, and of other channels one is chosen', (t) => {
  const colours = colourRaster([255, 0, 0], [0, 255, 0], [0, 0, 255]);
  t.deepEqual(prepareImage(colours, 'a', plain).pixels, Uint8Array.of(76, 150, 29));
  t.deepEqual(prepareImage(colours, 'a', { ...plain, channel: 1 }).pixels, Uint8Array.of(0, 255, 0));
  const floats = {
    ...colours,
    dtype: 'float32' as const,
    pixels: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9),
  };
  t.is(prepareImage(floats, 'a', plain).pixels[0], Math.fround(0.299 + 2 * 0.587 + 3 * 0.114));
});

test('pixels that are not finite are counted, and replaced by the mean of the others where that is asked for', (t) => {
  const pixels = Float32Array.of(1, Number.NaN, 3, Number.POSITIVE_INFINITY, Number.NaN);
  const raster: Raster = { height: 1, width: 5, channels: 1, dtype: 'float32', lossy: false, pixels };
  t.throws(() => prepareImage(raster, 'a.tif', plain), { message: 'a.tif has 2 NaN and 1 infinite pixels' });
  const replace = { ...plain, nonFinite: 'replace' as const };
  t.deepEqual(prepareImage(raster, 'a.tif', replace), {
    pixels: Float32Array.of(1, 2, 3, 2, 2),
    nonFinite: { nan: 2, infinite: 1 },
  });
  t.true(Number.isNaN(pixels[1]), 'what was read is left as it was');
  const none = { ...raster, width: 1, pixels: Float32Array.of(Number.NaN) };
  t.throws(() => prepareImage(none, 'a.tif', replace), { message: 'a.tif has 1 NaN pixel' });
});

test('outliers are removed before an image is reduced', (t) => {
  const pixels = Uint8Array.of(1, 1, 1, 1, 1, 250, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
  const raster: Raster = { height: 4, width: 4, channels: 1, dtype: 'uint8', lossy: false, pixels };
  const preparation = { ...plain, outliers: { threshold: 100, repeats: 1 }, downscale: 2 };
  t.deepEqual(prepareImage(raster, 'a', preparation).pixels, Uint8Array.of(1, 1, 1, 1));
  t.is(pixels[5], 250, 'what was read is left as it was');
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
