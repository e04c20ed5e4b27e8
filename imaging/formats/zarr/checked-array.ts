import type * as zarr from 'zarrita';
import { ImageError } from '../../image-error.js';
import type { StoredDtype } from '../image-file.js';
import { chunkBytes } from './bounded-codecs.js';

/** An array whose metadata make sense. */
export interface ChunkedArray {
  readonly shape: readonly number[];
  /** Of chunks; those at the end reach over it. */
  readonly chunkShape: readonly number[];
  readonly dtype: StoredDtype;
  chunk(place: readonly number[]): Promise<zarr.Chunk<zarr.DataType>>;
}

/** A chunk is decompressed as a whole: 512 MiB. */
const maxChunkBytes = 2 ** 29;
/** Zarr has no more chunks than this, so that numbers stay exact. */
const maxElements = Number.MAX_SAFE_INTEGER;

/** Throws an `ImageError` that begins with `title` for what is not read, or would take too much memory. */
export function checkedArray(title: string, array: zarr.Array<zarr.DataType>): ChunkedArray {
  const { shape, chunks, dtype: dataType } = array;
  const isShape = (sides: unknown): sides is number[] =>
    Array.isArray(sides) && sides.every((side) => Number.isSafeInteger(side) && side > 0);
  const elements = isShape(shape) && shape.reduce((product, side) => product * side, 1);
  if (!isShape(chunks) || !elements || elements > maxElements || chunks.length !== shape.length) {
    const claims = `shape ${JSON.stringify(shape)} and chunks ${JSON.stringify(chunks)}`;
    throw new ImageError(`${title} claims ${claims}, which no array of images has`);
  }
  const dtype = dtypes[dataType];
  if (dtype === undefined)
    throw new ImageError(`${title} has elements of type ${dataType}, which are not read`);
  const bytes = chunkBytes(dataType, chunks);
  if (bytes > maxChunkBytes) {
    const hint = 'Store it in smaller chunks, such as 1024 × 1024.';
    throw new ImageError(`${title} is stored in chunks of ${Math.round(bytes / 2 ** 20)} MiB`, hint);
  }
  return {
    shape,
    chunkShape: chunks,
    dtype,
    async chunk(place) {
      const chunk = await decoded(title, array, place);
      if (chunk.data.length === chunks.reduce((product, side) => product * side, 1)) return chunk;
      throw new ImageError(`${title} does not decode: chunk ${place.join(', ')} is of another size`);
    },
  };
}

async function decoded(title: string, array: zarr.Array<zarr.DataType>, place: readonly number[]) {
  try {
    return await array.getChunk([...place]);
  } catch (error) {
    if (error instanceof ImageError) throw error;
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ImageError(`${title} does not decode: chunk ${place.join(', ')}: ${reason}`, 'Restore it.');
  }
}

/** Those of Zarr that are read; Node.js 20 has no array of float16. */
const dtypes: Readonly<Record<string, StoredDtype>> = {
  bool: 'uint8',
  uint8: 'uint8',
  int8: 'int8',
  uint16: 'uint16',
  int16: 'int16',
  uint32: 'uint32',
  int32: 'int32',
  uint64: 'uint64',
  int64: 'int64',
  float32: 'float32',
  float64: 'float64',
};
