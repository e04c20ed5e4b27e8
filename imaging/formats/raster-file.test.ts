import test from 'ava';
import sharp from 'sharp';
import { ImageError } from '../image-error.js';
import { decodeRaster } from './decode.test-helper.js';
import { withChecksums } from './png.test-helper.js';
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
    t.deepEqual(Array.from(raster.pixels), [...grey]);
  }
});

test('16-bit grey PNG and TIFF keep all their bits', async (t) => {
  const png = sharp(deep, { raw: { width: 3, height: 2, channels: 1 } })
    .toColourspace('grey16')
    .png();
  for (const file of [await png.toBuffer(), greyTiff(3, 2, deep)]) {
    const raster = await decodeRaster(file, 'a');
    t.is(raster.dtype, 'uint16');
    t.deepEqual(raster.pixels, deep);
  }
});

test('floating-point TIFF keeps its values, negative ones and those above 1, too', async (t) => {
  const values = Float32Array.of(-20.5, 0, 0.25, 1, 300, 1e6);
  const raster = await decodeRaster(greyTiff(3, 2, values), 'a');
  t.is(raster.dtype, 'float32');
  t.deepEqual(raster.pixels, values);
});

test('colours are read as stored', async (t) => {
  const colours = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 77, 77, 77);
  const file = await sharp(colours, { raw: { width: 4, height: 1, channels: 3 } })
    .png()
    .toBuffer();
  const raster = await decodeRaster(file, 'a');
  t.deepEqual(Array.from(raster.pixels), [...colours]);
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
  t.deepEqual(Array.from(raster.pixels), new Array(3 * 64).fill(90));
});

const noise = Uint8Array.from({ length: 64 * 64 }, (_, i) => (i * 2654435761) >>> 24);
const noisy = () => sharp(noise, { raw: { width: 64, height: 64, channels: 1 } });
const png = () => noisy().toColourspace('b-w').png().toBuffer();
const damagedInside = async (file: Promise<Buffer>) => {
  const content = await file;
  const middle = Math.floor(content.length / 2);
  content.fill(0, middle, middle + 100);
  return content;
};
/** With another size in its header, and the checksum that goes with it. */
const claiming = async (width: number, height: number, file: Promise<Buffer>) => {
  const content = await file;
  content.writeUInt32BE(width, 16);
  content.writeUInt32BE(height, 20);
  return withChecksums(content);
};
const claimingJpeg = async (side: number) => {
  const content = await noisy().toColourspace('b-w').jpeg().toBuffer();
  const frame = content.indexOf(Buffer.from([0xff, 0xc0]));
  content.writeUInt16BE(side, frame + 5);
  content.writeUInt16BE(side, frame + 7);
  return content;
};
const unreadable = [
  ['an empty file', async () => Buffer.alloc(0), /^empty\.png is empty$/],
  ['a text file', async () => Buffer.from('hello'), /^empty\.png is no image of a kind that is read$/],
  ['a PNG cut off', async () => (await png()).subarray(0, -20), /is cut off at byte \d+ of \d+$/],
  [
    'a JPEG cut off',
    async () => (await noisy().jpeg().toBuffer()).subarray(0, -20),
    /is cut off at byte \d+$/,
  ],
  [
    'a TIFF cut off',
    async () => greyTiff(64, 64, noise).subarray(0, 2000),
    /is cut off at byte 2000 of \d+$/,
  ],
  ['a PNG damaged inside', () => damagedInside(png()), /does not decode: it is cut off or damaged$/],
  [
    'a PNG that claims 10^9 pixels',
    () => claiming(40_000, 25_000, png()),
    /has 40000 × 25000 pixels, too many/,
  ],
  [
    'a PNG that claims 10^8 pixels',
    () => claiming(10_000, 10_000, png()),
    /10000 × 10000 pixels, more than \d+/,
  ],
  ['a JPEG that claims 10^8 pixels', () => claimingJpeg(10_000), /10000 × 10000 pixels, more than \d+/],
  ['a CMYK image', () => noisy().toColourspace('cmyk').jpeg().toBuffer(), /not read: cmyk/],
] as const;
for (const [what, file, message] of unreadable) {
  test(`${what} is refused by name`, async (t) => {
    const error = await t.throwsAsync(decodeRaster(await file(), 'empty.png'), { message });
    t.true(error instanceof ImageError);
    t.regex(error?.message ?? '', /^empty\.png /);
  });
}

test('a file of another kind is refused with a hint how to convert it', async (t) => {
  const hintFor = async (file: Uint8Array) =>
    (await t.throwsAsync(decodeRaster(file, 'a.tif'), { instanceOf: ImageError }))?.hint;
  t.is(await hintFor(await noisy().gif().toBuffer()), 'It is a GIF. Convert it to PNG.');
  t.is(await hintFor(Buffer.from('\x1f\x8b\x08', 'latin1')), 'It is packed with gzip. Unpack it: gunzip.');
  t.regex((await hintFor(Buffer.from('hello'))) ?? '', /^PNG, JPEG, TIFF/);
});
