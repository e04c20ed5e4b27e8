import test from 'ava';
import sharp from 'sharp';
import { ImageError } from '../image-error.js';
import { decodeRaster, toGrey } from './raster.js';
import { greyTiff } from './tiff.test-helper.js';

const grey = Uint8Array.of(0, 1, 2, 100, 200, 255);
const deep = Uint16Array.of(0, 1, 256, 1000, 40000, 65535);

test('8-bit grey PNG and TIFF are read as they are stored', async (t) => {
  const image = () => sharp(grey, { raw: { width: 3, height: 2, channels: 1 } }).toColourspace('b-w');
  for (const file of [
    await image().png().toBuffer(),
    await image().tiff({ compression: 'lzw' }).toBuffer(),
  ]) {
    const raster = await decodeRaster(file, 'a');
    t.like(raster, { height: 2, width: 3, channels: 1, dtype: 'uint8', lossy: false });
    t.deepEqual(Array.from(toGrey(raster)), [...grey]);
  }
});

test('16-bit grey PNG and TIFF keep all their bits', async (t) => {
  const png = sharp(deep, { raw: { width: 3, height: 2, channels: 1 } })
    .toColourspace('grey16')
    .png();
  for (const file of [await png.toBuffer(), greyTiff(3, 2, deep)]) {
    const raster = await decodeRaster(file, 'a');
    t.is(raster.dtype, 'uint16');
    t.deepEqual(toGrey(raster), deep);
  }
});

test('floating-point TIFF keeps its values, negative ones and those above 1, too', async (t) => {
  const values = Float32Array.of(-20.5, 0, 0.25, 1, 300, 1e6);
  const raster = await decodeRaster(greyTiff(3, 2, values), 'a');
  t.is(raster.dtype, 'float32');
  t.deepEqual(toGrey(raster), values);
});

test('colours are read as stored and become grey by luma; grey colours keep their value', async (t) => {
  const colours = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 77, 77, 77);
  const file = await sharp(colours, { raw: { width: 4, height: 1, channels: 3 } })
    .png()
    .toBuffer();
  const raster = await decodeRaster(file, 'a');
  t.deepEqual(Array.from(raster.pixels), [...colours]);
  t.deepEqual(Array.from(toGrey(raster)), [76, 150, 29, 77]);
});

test('a palette is resolved and transparency is dropped', async (t) => {
  const colours = Buffer.from([255, 0, 0, 255, 0, 0, 255, 255]);
  const image = sharp(colours, { raw: { width: 2, height: 1, channels: 4 } });
  for (const palette of [true, false]) {
    const raster = await decodeRaster(await image.clone().png({ palette }).toBuffer(), 'a');
    t.deepEqual(Array.from(raster.pixels), [255, 0, 0, 0, 0, 255]);
  }
});

test('a JPEG is read', async (t) => {
  const file = await sharp(Buffer.alloc(64, 90), { raw: { width: 8, height: 8, channels: 1 } })
    .jpeg()
    .toBuffer();
  const raster = await decodeRaster(file, 'a');
  t.true(raster.lossy);
  t.deepEqual(Array.from(toGrey(raster)), new Array(64).fill(90));
});

const noise = Uint8Array.from({ length: 64 * 64 }, (_, i) => (i * 2654435761) >>> 24);
const noisy = () => sharp(noise, { raw: { width: 64, height: 64, channels: 1 } });
const unreadable = [
  ['an empty file', async () => Buffer.alloc(0), /empty\.png does not decode/],
  ['a text file', async () => Buffer.from('hello'), /does not decode/],
  ['a PNG cut off', async () => (await noisy().png().toBuffer()).subarray(0, -20), /does not decode/],
  ['a JPEG cut off', async () => (await noisy().jpeg().toBuffer()).subarray(0, -20), /does not decode/],
  ['a TIFF cut off', async () => greyTiff(64, 64, noise).subarray(0, -20), /does not decode/],
  ['a GIF', async () => await noisy().gif().toBuffer(), /is a gif file/],
  [
    'a TIFF of signed numbers',
    async () => greyTiff(3, 2, Int16Array.from(deep)),
    /kind that is not read: .*short/,
  ],
  [
    'a TIFF of 32-bit integers',
    async () => greyTiff(3, 2, Uint32Array.from(deep)),
    /kind that is not read: .*uint/,
  ],
  ['a CMYK image', async () => await noisy().toColourspace('cmyk').jpeg().toBuffer(), /not read: cmyk/],
] as const;
for (const [what, file, message] of unreadable) {
  test(`${what} is refused by name`, async (t) => {
    const error = await t.throwsAsync(decodeRaster(await file(), 'empty.png'), { message });
    t.true(error instanceof ImageError);
    t.regex(error?.message ?? '', /^empty\.png /);
  });
}

test('a stack of pages is refused', async (t) => {
  const pages = Buffer.alloc(8 * 8 * 3, 9);
  const stack = await sharp(pages, { raw: { width: 8, height: 24, channels: 1, pageHeight: 8 } })
    .tiff()
    .toBuffer();
  await t.throwsAsync(decodeRaster(stack, 'stack.tif'), { message: 'stack.tif is a stack of 3 pages' });
});
