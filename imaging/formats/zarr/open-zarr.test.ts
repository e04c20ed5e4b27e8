import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { ImageError } from '../../image-error.js';
import { openZarr } from './open-zarr.js';
import {
  arrayV2,
  arrayV3,
  bytesOf,
  compressed,
  type FolderContent,
  multiscales,
  zarrFolder,
} from './zarr-folder.test-helper.js';

const group = { zarr_format: 2 };
const count = (length: number) => Array.from({ length }, (_, i) => i);

async function opened(t: ExecutionContext, content: FolderContent, array?: string) {
  return openZarr(await zarrFolder(t, content), 'a.zarr', { array });
}

async function refusal(promise: Promise<unknown>): Promise<ImageError> {
  const error = await promise.then(
    () => undefined,
    (reason) => reason,
  );
  if (!(error instanceof ImageError)) throw error ?? new Error('it was read');
  return error;
}

test('axes but x, y and c count images, c is channels; the pixel size has the unit’s usual name', async (t) => {
  const content: Record<string, Uint8Array | object> = {
    '.zgroup': group,
    '.zattrs': { multiscales: multiscales('tczyx', [1, 1, 5, 0.25, 0.5]) },
    '0/.zarray': arrayV2([2, 2, 3, 4, 5], [1, 1, 1, 3, 5], '<u2', { dimension_separator: '/' }),
  };
  for (const time of [0, 1])
    for (const c of [0, 1])
      for (const z of [0, 1, 2])
        for (const y of [0, 1]) {
          const values = Uint16Array.from(count(15), (j) => 1000 * time + 100 * c + 30 * z + 15 * y + j);
          content[`0/${time}/${c}/${z}/${y}/0`] = bytesOf(values);
        }
  const file = await opened(t, content);
  t.deepEqual([file.images, file.height, file.width, file.channels], [6, 4, 5, 2]);
  t.deepEqual(file.pixelSize, { x: 0.5, y: 0.25, unit: 'nm' });
  // Image 4 is time 1, z 1.
  const { pixels } = await file.read(4, { x: 3, y: 2, width: 2, height: 2 });
  t.deepEqual([...pixels], [1043, 1143, 1044, 1144, 1048, 1148, 1049, 1149]);
  t.is((await file.read(0)).pixels.length, 40);
});

test('version 3 with its metadata under `ome`, and scales that multiply', async (t) => {
  const [image] = multiscales('yx', [2, 2], 'micrometer');
  const all = { ...image, coordinateTransformations: [{ type: 'scale', scale: [0.5, 0.25] }] };
  const file = await opened(t, {
    'zarr.json': {
      zarr_format: 3,
      node_type: 'group',
      attributes: { ome: { version: '0.5', multiscales: [all] } },
    },
    '0/zarr.json': arrayV3([2, 3], [2, 3], 'float64'),
    '0/c/0/0': bytesOf(Float64Array.of(0, 0.5, 1, 1.5, 2, 2.5)),
  });
  t.deepEqual(file.pixelSize, { x: 0.5, y: 1, unit: 'µm' });
  t.deepEqual([file.storedDtype, file.dtype], ['float64', 'float32']);
  t.deepEqual([...(await file.read(0)).pixels], [0, 0.5, 1, 1.5, 2, 2.5]);
});

test('a chunk that is not there is all fill value, and chunks reach over the end', async (t) => {
  const file = await opened(t, {
    '.zarray': arrayV2([3, 5], [2, 4], '|u1', { fill_value: 9 }),
    '1.1': Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
  });
  t.deepEqual([...(await file.read(0)).pixels], [9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 1]);
});

for (const [id, config] of [
  ['blosc', { cname: 'lz4', clevel: 5, shuffle: 1, blocksize: 0 }],
  ['blosc', { cname: 'zstd', clevel: 3, shuffle: 2, blocksize: 0 }],
  ['zstd', { level: 3 }],
  ['lz4', { acceleration: 1 }],
] as const) {
  test(`chunks compressed with ${id} ${JSON.stringify(config)} are read`, async (t) => {
    const values = Uint16Array.from(count(64 * 64), (i) => (i * i) % 1000);
    const file = await opened(t, {
      '.zarray': arrayV2([64, 64], [64, 64], '<u2', { compressor: { id, ...config } }),
      '0.0': await compressed(id, config, bytesOf(values)),
    });
    t.deepEqual((await file.read(0)).pixels, values);
  });
}

test('gzip, big-endian numbers and Fortran’s order are read', async (t) => {
  const bigEndian = Buffer.from(Uint16Array.of(1, 4, 2, 5, 3, 6).buffer).swap16();
  const file = await opened(t, {
    '.zarray': arrayV2([2, 3], [2, 3], '>u2', { order: 'F', compressor: { id: 'gzip', level: 1 } }),
    '0.0': gzipSync(bigEndian),
  });
  t.deepEqual([...(await file.read(0)).pixels], [1, 2, 3, 4, 5, 6]);
});

test('shards are read chunk by chunk', async (t) => {
  const bytesCodec = { name: 'bytes', configuration: { endian: 'little' } };
  const sharding = {
    name: 'sharding_indexed',
    configuration: {
      chunk_shape: [2, 2],
      codecs: [bytesCodec],
      index_codecs: [bytesCodec],
      index_location: 'end',
    },
  };
  const missing = 2n ** 64n - 1n;
  const index = BigUint64Array.of(0n, 4n, missing, missing, 8n, 4n, 4n, 4n);
  const shard = Buffer.concat([Uint8Array.of(1, 2, 3, 4, 13, 14, 15, 16, 9, 10, 11, 12), bytesOf(index)]);
  const file = await opened(t, { 'zarr.json': arrayV3([4, 4], [4, 4], 'uint8', [sharding]), 'c/0/0': shard });
  t.deepEqual([...(await file.read(0)).pixels], [1, 2, 0, 0, 3, 4, 0, 0, 9, 10, 13, 14, 11, 12, 15, 16]);
});

test('chunks that reach over several images are read in any order', async (t) => {
  const values = Uint8Array.from(count(64));
  const file = await opened(t, { '.zarray': arrayV2([4, 4, 4], [4, 4, 4], '|u1'), '0.0.0': values });
  for (const i of [3, 0, 2, 1]) t.deepEqual((await file.read(i)).pixels, values.slice(16 * i, 16 * i + 16));
});

test('booleans are 0 and 1, and wide integers floats', async (t) => {
  const booleans = await opened(t, {
    '.zarray': arrayV2([1, 3], [1, 3], '|b1'),
    '0.0': Uint8Array.of(0, 1, 1),
  });
  t.deepEqual((await booleans.read(0)).pixels, Uint8Array.of(0, 1, 1));
  const wide = {
    '.zarray': arrayV2([1, 2], [1, 2], '<i8'),
    '0.0': bytesOf(BigInt64Array.of(-1n, 2n ** 40n)),
  };
  t.deepEqual((await (await opened(t, wide)).read(0)).pixels, Float32Array.of(-1, 2 ** 40));
});

test('of several images in a folder one is to be chosen; masks and smaller copies do not count', async (t) => {
  const image = (path: string): FolderContent => ({
    [`${path}/.zgroup`]: group,
    [`${path}/.zattrs`]: { multiscales: multiscales('yx', [1, 1]) },
    [`${path}/0/.zarray`]: arrayV2([4, 6], [4, 6], '|u1'),
    [`${path}/1/.zarray`]: arrayV2([2, 3], [2, 3], '|u1'),
  });
  const one = { '.zgroup': group, ...image('0'), ...image('0/labels/cells') };
  t.is((await opened(t, one)).height, 4);
  const two = { ...one, ...image('1') };
  const { message } = await refusal(opened(t, two));
  t.is(message, 'a.zarr has 2 arrays that may be images: 0 [4, 6], 1 [4, 6]');
  t.is((await opened(t, two, '1')).width, 6);
  t.is((await opened(t, two, '1/1')).width, 3);
  t.regex((await refusal(opened(t, two, '2'))).message, /^a\.zarr has no array "2"/);
});

test('a chunk that changed since the folder was listed is refused', async (t) => {
  const files = await zarrFolder(t, {
    '.zarray': arrayV2([1, 2], [1, 2], '|u1'),
    '0.0': Uint8Array.of(1, 2),
  });
  const file = await openZarr(files, 'a.zarr', {});
  await writeFile(files.find(({ name }) => name === '0.0')!.path, Uint8Array.of(1, 3));
  t.is((await refusal(file.read(0))).message, 'a.zarr/0.0 changed while it was read');
});

test('paths that lead out of the folder are refused', async (t) => {
  for (const path of ['../b', '/../b', '0/../../b', '..']) {
    const [image] = multiscales('yx', [1, 1]);
    const content = { '.zgroup': group, '.zattrs': { multiscales: [{ ...image, datasets: [{ path }] }] } };
    t.regex(
      (await refusal(opened(t, content))).message,
      /^a\.zarr names the array ".*", which lies outside/,
      path,
    );
    t.regex((await refusal(opened(t, { '.zgroup': group }, path))).message, /outside/, path);
  }
});

test('a few bytes that claim to become gigabytes are refused before memory is taken', async (t) => {
  const bomb = gzipSync(new Uint8Array(2 ** 22));
  for (const [id, bytes] of [
    ['gzip', bomb],
    ['blosc', Buffer.from('020121010000008000000080' + '10000000', 'hex')],
    ['lz4', Buffer.from('0000007fffff', 'hex')],
    ['zstd', Buffer.from('28b52ffde000000000ff000000010000', 'hex')],
  ] as const) {
    const content = { '.zarray': arrayV2([4, 4], [4, 4], '|u1', { compressor: { id } }), '0.0': bytes };
    const file = await opened(t, content);
    t.regex((await refusal(file.read(0))).message, /^a\.zarr does not decode: chunk 0, 0/, id);
  }
});

for (const [what, metadata] of [
  ['huge chunks', arrayV2([2 ** 20, 2 ** 20], [2 ** 20, 2 ** 20], '|u1')],
  ['more elements than can be counted', arrayV2([2 ** 40, 2 ** 40], [1, 1], '|u1')],
  ['chunks of other rank', arrayV2([4, 4], [4], '|u1')],
  ['no pixels', arrayV2([0, 4], [1, 4], '|u1')],
  ['a shape that is none', arrayV2('4' as never, [1, 4], '|u1')],
  ['an unknown type', arrayV2([4, 4], [4, 4], '<c16')],
  ['texts', arrayV2([4, 4], [4, 4], '<U4')],
  ['one side', arrayV2([4], [4], '|u1')],
  ['nothing', {}],
] as const) {
  test(`metadata that claim ${what} are refused when it is opened`, async (t) => {
    t.regex((await refusal(opened(t, { '.zarray': metadata }))).message, /^a\.zarr/);
  });
}

test('a codec that is not there is named', async (t) => {
  const content = {
    '.zarray': arrayV2([2, 2], [2, 2], '|u1', { compressor: { id: 'jpeg-xl' } }),
    '0.0': Uint8Array.of(1, 2, 3, 4),
  };
  t.regex((await refusal((await opened(t, content)).read(0))).message, /jpeg-xl/);
});

test('a chunk that is cut off is refused', async (t) => {
  const file = await opened(t, { '.zarray': arrayV2([2, 2], [2, 2], '|u1'), '0.0': Uint8Array.of(1, 2, 3) });
  t.regex((await refusal(file.read(0))).message, /^a\.zarr does not decode: chunk 0, 0 is of another size/);
});
