import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ImageFile } from '../image-file.js';
import type { FormatSample } from '../samples.test-helper.js';
import { keptValues, sampleValues, storedBytes } from '../stored-bytes.test-helper.js';
import { openZarr } from './open-zarr.js';
import { arrayV2, arrayV3, compressed, type FolderContent } from './zarr-folder.test-helper.js';

const [images, height, width] = [3, 5, 7];
const shape = { images, height, width, channels: 1 };
const sides = [images, height, width];

/** Opens a folder that exists until what was opened is closed. Its files must have no folders in their names. */
export async function openFlatFolder(content: FolderContent, name: string): Promise<ImageFile> {
  const folder = await mkdtemp(join(tmpdir(), 'micrograph-zarr-'));
  const remove = () => rm(folder, { recursive: true });
  try {
    const files = await Promise.all(
      Object.entries(content).map(async ([name, value]) => {
        const bytes = value instanceof Uint8Array ? value : Buffer.from(JSON.stringify(value));
        const path = join(folder, name);
        await writeFile(path, bytes);
        return { name, path, sha256: createHash('sha256').update(bytes).digest('hex') };
      }),
    );
    const file = await openZarr(files, name, {});
    return { ...file, close: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

const dtypes = {
  uint8: '|u1',
  int8: '|i1',
  uint16: '<u2',
  int16: '<i2',
  uint32: '<u4',
  int32: '<i4',
  uint64: '<u8',
  int64: '<i8',
  float32: '<f4',
  float64: '<f8',
} as const;

const perDtype = (Object.keys(dtypes) as (keyof typeof dtypes)[]).flatMap((dtype): FormatSample[] => {
  const values = sampleValues(dtype, images * height * width);
  const expected = { ...shape, format: 'Zarr', storedDtype: dtype, values: keptValues(dtype, values) };
  const content = async () => storedBytes(dtype, values, true);
  const [v2, v3] = [arrayV2(sides, sides, dtypes[dtype]), arrayV3(sides, sides, dtype)];
  const key = { name: 'default', configuration: { separator: '.' } };
  return [
    {
      ...{ ...expected, title: `Zarr of ${dtype}, version 2`, fileName: 'a.zarr', content },
      open: (bytes, name) => openFlatFolder({ '.zarray': v2, '0.0.0': bytes }, name),
    },
    {
      ...{ ...expected, title: `Zarr of ${dtype}, version 3`, fileName: 'a.zarr', content },
      open: (bytes, name) =>
        openFlatFolder({ 'zarr.json': { ...v3, chunk_key_encoding: key }, 'c.0.0.0': bytes }, name),
    },
  ];
});

const codecs = {
  blosc: (bytes: Uint8Array) =>
    compressed('blosc', { cname: 'lz4', clevel: 5, shuffle: 1, blocksize: 0 }, bytes),
  zstd: (bytes: Uint8Array) => compressed('zstd', { level: 3 }, bytes),
  lz4: (bytes: Uint8Array) => compressed('lz4', { acceleration: 1 }, bytes),
  gzip: async (bytes: Uint8Array): Promise<Uint8Array> => gzipSync(bytes),
} as const;

const perCodec = Object.entries(codecs).map(([id, compress]): FormatSample => {
  const values = sampleValues('uint16', images * height * width);
  return {
    ...{ ...shape, format: 'Zarr', storedDtype: 'uint16', values },
    ...{ title: `Zarr, ${id}`, fileName: 'a.zarr' },
    content: () => compress(storedBytes('uint16', values, true)),
    open: (bytes, name) =>
      openFlatFolder(
        { '.zarray': arrayV2(sides, sides, '<u2', { compressor: { id } }), '0.0.0': bytes },
        name,
      ),
  };
});

/** Arrays in one chunk; the content is that chunk. */
export const zarrSamples: readonly FormatSample[] = [...perDtype, ...perCodec];
