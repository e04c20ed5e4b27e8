import test from 'ava';
import { decodeRaster } from './decode.test-helper.js';
import { encodePng } from './png.js';

const picture = {
  height: 7,
  width: 300,
  pixels: Uint8Array.from({ length: 2100 }, (_, i) => (i * 37) % 256),
};

test('a grey picture is read back as it was', async (t) => {
  const { lossy, pixels, ...read } = await decodeRaster(await encodePng(picture), 'picture.png');
  t.false(lossy);
  t.deepEqual(read, { height: 7, width: 300, channels: 1, dtype: 'uint8' });
  t.deepEqual([...pixels], [...picture.pixels]);
});

test('the same picture gives the same bytes', async (t) => {
  t.deepEqual(await encodePng(picture), await encodePng({ ...picture, pixels: picture.pixels.slice() }));
});
