import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { registry } from 'zarrita';
import type { ZarrFile } from './folder-store.js';

/** Content by name: bytes, or what is written as JSON. */
export type FolderContent = Readonly<Record<string, Uint8Array | object>>;

/** Writes a folder that goes with the test, and lists it. */
export async function zarrFolder(t: ExecutionContext, content: FolderContent): Promise<ZarrFile[]> {
  const folder = await mkdtemp(join(tmpdir(), 'micrograph-zarr-'));
  t.teardown(() => rm(folder, { recursive: true }));
  return Promise.all(
    Object.entries(content).map(async ([name, value]) => {
      const bytes = value instanceof Uint8Array ? value : Buffer.from(JSON.stringify(value));
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, bytes);
      return { name, path, sha256: createHash('sha256').update(bytes).digest('hex') };
    }),
  );
}

/** What a codec of zarrita makes of bytes. */
export async function compressed(codec: string, config: object, bytes: Uint8Array): Promise<Uint8Array> {
  const { fromConfig } = await registry.get(codec)!().then((entry) => ({
    fromConfig: entry.fromConfig.bind(entry),
  }));
  const kind = { dataType: 'uint8', shape: [bytes.length], codecs: [], fillValue: null } as const;
  return fromConfig(config, { ...kind, shape: [bytes.length], codecs: [] }).encode(bytes);
}

/** `.zarray` of version 2. */
export function arrayV2(
  shape: readonly number[],
  chunks: readonly number[],
  dtype: string,
  rest: object = {},
) {
  return {
    zarr_format: 2,
    shape,
    chunks,
    dtype,
    compressor: null,
    fill_value: 0,
    order: 'C',
    filters: null,
    ...rest,
  };
}

/** `zarr.json` of an array of version 3. */
export function arrayV3(
  shape: readonly number[],
  chunkShape: readonly number[],
  dataType: string,
  codecs: readonly object[] = [{ name: 'bytes', configuration: { endian: 'little' } }],
) {
  return {
    zarr_format: 3,
    node_type: 'array',
    shape,
    data_type: dataType,
    chunk_grid: { name: 'regular', configuration: { chunk_shape: chunkShape } },
    chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
    codecs,
    fill_value: 0,
    attributes: {},
  };
}

/** `multiscales` of OME-Zarr 0.4 and later. */
export function multiscales(axes: string, scale: readonly number[], unit = 'nanometer') {
  const types: Readonly<Record<string, string>> = { t: 'time', c: 'channel' };
  return [
    {
      version: '0.4',
      axes: [...axes].map((name) => ({
        name,
        type: types[name] ?? 'space',
        ...(types[name] === undefined && { unit }),
      })),
      datasets: [{ path: '0', coordinateTransformations: [{ type: 'scale', scale }] }],
    },
  ];
}

export function bytesOf(elements: ArrayBufferView): Uint8Array {
  return new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
}
