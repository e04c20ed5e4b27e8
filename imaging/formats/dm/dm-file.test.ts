import test from 'ava';
import { ImageError } from '../../image-error.js';
import { sourceInMemory } from '../open-source.js';
import { dm } from './dm-file.js';
import { type DmImage, imageTags, type Tag, writeDm } from './dm-file.test-helper.js';

const open = (file: Uint8Array) => dm.open(sourceInMemory('a.dm3', 'a.dm3', file), {});
const openTags = (tags: Readonly<Record<string, Tag>>) => open(writeDm({ version: 3 }, tags));
const image: DmImage = { dtype: 'int16', dimensions: [3, 2], values: [1, 2, 3, 4, 5, 6] };

test('the last image is read, not the thumbnail, a spectrum or a transform', async (t) => {
  const older: DmImage = { ...image, values: [9, 9, 9, 9, 9, 9] };
  const spectrum: DmImage = { dtype: 'float32', dimensions: [4], values: [1, 2, 3, 4] };
  const transform: DmImage = { dtype: 'uint64', dimensions: [2, 2], values: [1, 2, 3, 4], dataType: 3 };
  const file = await openTags(imageTags(older, image, spectrum, transform));
  t.deepEqual(Array.from((await file.read(0)).pixels), [1, 2, 3, 4, 5, 6]);
});

test('a file of colour and complex images only is refused, and what it has is said', async (t) => {
  const transform: DmImage = { dtype: 'uint64', dimensions: [2, 2], values: [1, 2, 3, 4], dataType: 3 };
  const error = await t.throwsAsync(openTags(imageTags(transform)), { instanceOf: ImageError });
  t.is(
    error?.message,
    'a.dm3 has no image of whole or floating-point numbers: it has colour [2, 2], complex [2, 2]',
  );
});

test('units are named as usual, and pixels without unit have no size', async (t) => {
  const sizeOf = async (unit: string) => (await openTags(imageTags({ ...image, scale: 2, unit }))).pixelSize;
  t.deepEqual(await sizeOf('nm'), { x: 2, y: 2, unit: 'nm' });
  t.deepEqual(await sizeOf('μm'), { x: 2, y: 2, unit: 'µm' });
  t.is(await sizeOf(''), undefined);
});

test('an array that does not have as many bytes as its image needs is refused with its place', async (t) => {
  const tags = imageTags({ ...image, dimensions: [40_000, 25_000] });
  await t.throwsAsync(openTags(tags), {
    instanceOf: ImageError,
    message:
      /^a\.dm3 is damaged at byte \d+: an array of 12 bytes for an image of shape \[40000, 25000\] int16$/,
  });
});

test('groups without end are refused', async (t) => {
  let deep: Tag = { list: [] };
  for (let i = 0; i < 100; i++) deep = { list: [deep] };
  await t.throwsAsync(openTags({ deep }), { instanceOf: ImageError, message: /groups lie 33 deep$/ });

  const endless = writeDm({ version: 3 }, {});
  endless.writeUInt32BE(2 ** 32 - 1, 14);
  await t.throwsAsync(open(endless), {
    instanceOf: ImageError,
    message: /^a\.dm3 is (damaged|cut off) at byte/,
  });
});
