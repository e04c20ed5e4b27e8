import { type Filter, type Metadata, Module } from 'h5wasm';
import type { StoredDtype } from '../image-file.js';
import type { StoredArray } from './stored-array.js';

/** Filters that the library itself undoes: deflate, shuffle, Fletcher's checksum, n-bit and scale-offset. */
const builtInFilters: ReadonlySet<number> = new Set([1, 2, 3, 5, 6]);
/** As registered with the HDF Group, where the file does not say. */
const filterNames: Readonly<Record<number, string>> = {
  4: 'szip',
  305: 'LZO',
  307: 'bzip2',
  32000: 'lzf',
  32001: 'blosc',
  32004: 'lz4',
  32008: 'bitshuffle',
  32013: 'zfp',
  32015: 'zstd',
  32026: 'blosc2',
};
/** What is undone at once takes memory: 256 MiB. */
const maxChunkBytes = 2 ** 28;

/** What the library says of the dataset `name`. */
export function describeArray(name: string, metadata: Metadata, filters: readonly Filter[]): StoredArray {
  const { shape, chunks, size } = metadata;
  return {
    name,
    shape: shape ?? [],
    dtype: shape === null ? undefined : storedDtype(metadata),
    elementBytes: size,
    chunks: chunks ?? undefined,
    obstacle: obstacle(metadata, filters),
  };
}

function obstacle(
  { virtual_sources, chunks, size }: Metadata,
  filters: readonly Filter[],
): string | undefined {
  if (virtual_sources !== undefined) return 'is put together from other arrays or files';
  const unknown = filters.find(({ id }) => !builtInFilters.has(id));
  if (unknown) {
    const name = filterNames[unknown.id] ?? (unknown.name || `filter ${unknown.id}`);
    return `is compressed with ${name}`;
  }
  const chunkBytes = (chunks ?? [0]).reduce((product, side) => product * side, size);
  return chunkBytes > maxChunkBytes
    ? `is stored in blocks of ${Math.round(chunkBytes / 2 ** 20)} MiB`
    : undefined;
}

function storedDtype({ type, size, signed, enum_type }: Metadata): StoredDtype | undefined {
  const { H5T_INTEGER, H5T_FLOAT, H5T_ENUM } = Module.H5T_class_t;
  switch (type) {
    case H5T_INTEGER.value:
      return integers[`${signed ? 'int' : 'uint'}${8 * size}`];
    case H5T_FLOAT.value:
      return floats[`float${8 * size}`];
    case H5T_ENUM.value:
      // As h5py stores NumPy's booleans.
      if (size === 1 && enum_type?.members['FALSE'] === 0 && enum_type.members['TRUE'] === 1) return 'uint8';
      return integers[`${signed ? 'int' : 'uint'}${8 * size}`];
    default:
      return undefined;
  }
}

const integers: Readonly<Record<string, StoredDtype>> = {
  uint8: 'uint8',
  int8: 'int8',
  uint16: 'uint16',
  int16: 'int16',
  uint32: 'uint32',
  int32: 'int32',
  uint64: 'uint64',
  int64: 'int64',
};
const floats: Readonly<Record<string, StoredDtype>> = {
  float16: 'float16',
  float32: 'float32',
  float64: 'float64',
};
