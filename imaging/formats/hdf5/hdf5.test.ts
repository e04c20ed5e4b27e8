import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import test from 'ava';
import type { File } from 'h5wasm';
import { ImageError } from '../../image-error.js';
import type { ArrayChoice, ImageFile } from '../image-file.js';
import { sourceInMemory } from '../open-source.js';
import { hdf5 } from './hdf5.js';
import { addArray, addGroups, count, hdf5Bytes } from './hdf5-bytes.test-helper.js';

async function opened(build: (file: File) => void, choice: ArrayChoice = {}): Promise<ImageFile> {
  const bytes = await hdf5Bytes(build);
  return hdf5.open(sourceInMemory('a.h5', '/none/a.h5', bytes), choice);
}

async function refusal(promise: Promise<unknown>): Promise<ImageError> {
  const error = await promise.then(
    () => undefined,
    (reason) => reason,
  );
  if (!(error instanceof ImageError)) throw error ?? new Error('it was read');
  return error;
}

test('an array [images, height, width] is read image by image, whole and in parts', async (t) => {
  const file = await opened((h5) => addArray(h5, 'images', Uint16Array.from(count(3 * 4 * 5)), [3, 4, 5]));
  const { images, height, width, channels, dtype, storedDtype, lossy } = file;
  t.deepEqual({ images, height, width, channels }, { images: 3, height: 4, width: 5, channels: 1 });
  t.deepEqual({ dtype, storedDtype, lossy }, { dtype: 'uint16', storedDtype: 'uint16', lossy: false });
  const whole = await file.read(1);
  t.deepEqual(
    whole.pixels,
    Uint16Array.from(count(20), (i) => 20 + i),
  );
  const part = await file.read(2, { x: 1, y: 2, width: 3, height: 2 });
  t.deepEqual(
    { ...part, pixels: [...part.pixels] },
    {
      height: 2,
      width: 3,
      channels: 1,
      dtype: 'uint16',
      lossy: false,
      pixels: [51, 52, 53, 56, 57, 58],
    },
  );
  await file.close();
});

test('a last side of at most four is channels; so is a second one, which then is put last', async (t) => {
  const values = Float64Array.from(count(2 * 3 * 4 * 2), (i) => i / 2);
  const last = await opened((h5) => addArray(h5, 'maps', values, [2, 3, 4, 2]));
  t.deepEqual([last.images, last.height, last.width, last.channels, last.dtype], [2, 3, 4, 2, 'float32']);
  t.deepEqual([...(await last.read(1)).pixels], [...values.subarray(24)]);

  const second = await opened((h5) => addArray(h5, 'maps', values, [2, 2, 2, 6]));
  t.deepEqual([second.images, second.height, second.width, second.channels], [2, 2, 6, 2]);
  const { pixels } = await second.read(1, { x: 1, y: 1, width: 2, height: 1 });
  t.deepEqual(
    [...pixels],
    [31, 43, 32, 44].map((i) => i / 2),
  );
});

test('blocks that reach over several images, compressed and shuffled, are read in any order', async (t) => {
  const values = Uint16Array.from(count(7 * 6 * 5), (i) => (i * 7919) % 65536);
  const file = await opened((h5) =>
    addArray(h5, 'a', values, [7, 6, 5], { chunks: [3, 4, 2], compression: 'gzip', compression_opts: [4] }),
  );
  for (const i of [0, 6, 1, 2, 5, 3, 4]) {
    t.deepEqual((await file.read(i)).pixels, values.slice(i * 30, (i + 1) * 30), `image ${i}`);
    const { pixels } = await file.read((i + 2) % 7, { x: 1, y: 3, width: 1, height: 3 });
    const at = ((i + 2) % 7) * 30 + 16;
    t.deepEqual(
      [...pixels],
      [at, at + 5, at + 10].map((j) => values[j]!),
    );
  }
});

test('several reads at a time give what one after the other gives', async (t) => {
  const values = Uint8Array.from(count(8 * 16 * 16), (i) => i % 251);
  const file = await opened((h5) => addArray(h5, 'a', values, [8, 16, 16], { chunks: [4, 16, 16] }));
  const rasters = await Promise.all(count(8).map((i) => file.read(i)));
  t.deepEqual(
    rasters.map(({ pixels }) => pixels),
    count(8).map((i) => values.slice(i * 256, (i + 1) * 256)),
  );
});

test('of several arrays one is to be chosen, and the message lists them', async (t) => {
  const build = (h5: File) => {
    addGroups(h5, 'raw');
    addArray(h5, 'raw/images', new Uint16Array(2 * 3 * 4), [2, 3, 4]);
    addArray(h5, 'labels', new Uint8Array(2 * 3 * 4).fill(7), [2, 3, 4]);
    addArray(h5, 'times', new Float32Array(2), [2]);
  };
  const { message, hint } = await refusal(opened(build));
  t.regex(message, /^a\.h5 has 2 arrays that may be images: labels \[2, 3, 4\], raw\/images \[2, 3, 4\]$/);
  t.regex(hint!, /array/);
  const labels = await opened(build, { array: '/labels' });
  t.is((await labels.read(1)).pixels[11], 7);
  t.is((await opened(build, { array: 'raw/images' })).dtype, 'uint16');

  const missing = await refusal(opened(build, { array: 'image' }));
  t.regex(missing.message, /^a\.h5 has no array "image"/);
  t.regex(missing.hint!, /times \[2\]/);
  t.regex(
    (await refusal(opened(build, { array: 'times' }))).message,
    /^a\.h5:times is an array of shape \[2\]/,
  );
});

test('arrays that are no images need no choice', async (t) => {
  const file = await opened((h5) => {
    addArray(h5, 'images', new Uint8Array(12), [3, 4]);
    addArray(h5, 'names', ['one', 'two', 'three', 'four'], [2, 2]);
    addArray(h5, 'time', new Float32Array(5), [5]);
    addArray(h5, 'events', new Uint32Array(2 * 2 * 9 * 9), [2, 2, 9, 9, 1]);
    h5.create_soft_link('/images', 'same');
    h5.create_external_link('/etc/passwd', 'images', 'elsewhere');
  });
  t.deepEqual([file.images, file.height, file.width], [1, 3, 4]);
});

test('a file without images says what it has', async (t) => {
  const { message, hint } = await refusal(opened((h5) => addArray(h5, 'time', new Float32Array(5), [5])));
  t.is(message, 'a.h5 has no array of images');
  t.is(hint, 'It has time [5].');
});

test('other files are not read through links', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'micrograph-hdf5-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const other = join(folder, 'other.h5');
  await writeFile(other, await hdf5Bytes((h5) => addArray(h5, 'secret', new Uint8Array(12), [3, 4])));
  const build = (h5: File) => h5.create_external_link(other, 'secret', 'images');
  t.regex(
    (await refusal(opened((h5) => void build(h5), { array: 'images' }))).message,
    /^a\.h5 has no array/,
  );
});

/** A file that h5py 3.16 wrote, deflated: five arrays [1, 2, 3] of kinds that h5wasm does not write. */
const writtenByH5py = [
  '7ZmxThtBEIZnd+8uhyHyGRoLKZHLKIVFkUhuERxQILCASC4NUoItHDmxIIqI0jtvESlNHiAFQjwAJY/BM6Qh3t1Z7NvEjhA4Auf/',
  'mtHOjHfn5mbvds5f1pZXHufmc6SJYwoooUGumHo5O3b2OkvBssvyu3R6YWxF1hd4ft9vZytNtfeVh1tnIbDyGYH/kbV0saplzdUD',
  'y3OZ9dtrt1taNnZbb8y4uW/0rWMzpA/NzuHRbuu6Xv9WT4JC6yvcuGKlEpm6d2Eobz/4etVb0ewHaX2S2PnGtLK4vp2avfAqdZOE',
  'Pb22SymF9bI7qbd8bGeMvIhrY70P2xubyzonbj93o9H+HCSV1Gg/99T5GI72K/k/GIK7r9Un97Oe776uisZWKOXZllAupFye7cPr',
  'KOJbNONF2Hjg+Ujs/poiCgYqZ3geZjkPRS+ydxP9XOX38xmd0gn96ClecP4uiR5dEE2fEOW/Es11SUgVhHgTAQAAAJPw/o/Gc+6i',
  'fl+TOXcpe+6a5j5IuIk+a7u67tP0mS0U/e4m5vObkkFS6IcgeWnRv6LKrfKhv0OIP3yHiLKLDOV57Od3dP4AAAAAAAAA6Kdu2k/F',
  '/IdIoOpPB2ecZX89+vQ+OPjX3/VXlzbXTSRJ9jprfoPUPmy87pQbL+mt39CZnLhx6feGL9Nrad/qz8o3p+vmUZMAAAAAAAAAAMC4',
  '+QU=',
].join('');

function openPython(array: string): Promise<ImageFile> {
  const bytes = inflateRawSync(Buffer.from(writtenByH5py, 'base64'));
  return hdf5.open(sourceInMemory('a.h5', '', bytes), { array });
}

for (const [array, stored, dtype, values] of [
  ['bool', 'uint8', 'uint8', [1, 0, 1, 0, 1, 0]],
  ['half', 'float16', 'float32', [-1, -0.75, -0.5, -0.25, 0, 0.25]],
  ['big', 'int32', 'float32', [0, 1000, 2000, 3000, 4000, 5000]],
] as const) {
  test(`what h5py writes is read: ${array}`, async (t) => {
    const file = await openPython(array);
    t.deepEqual([file.storedDtype, file.dtype], [stored, dtype]);
    t.deepEqual([...(await file.read(0)).pixels], [...values]);
  });
}

test('what cannot be read is named: a foreign compression, and arrays put together from other files', async (t) => {
  t.is((await refusal(openPython('lzf'))).message, 'a.h5:lzf is compressed with lzf, which is not read');
  const { message } = await refusal(openPython('virtual'));
  t.is(message, 'a.h5:virtual is put together from other arrays or files, which is not read');
});
