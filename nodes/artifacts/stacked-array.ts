import { closeSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import {
  byteLength,
  type Dtype,
  elementsOf,
  maxNpyHeaderBytes,
  type NpyLayout,
  type Pixels,
  parseNpyHeader,
} from '../../imaging/formats/npy.js';
import type { InputArtifact } from '../run-context.js';
import { shardCount, shardName } from './shards.js';

/** NPY files whose first dimension counts images, and whose second one counts their rows. */
export interface StackedArray {
  readonly dtype: Dtype;
  /** `height` rows of image `index` from row `y` on; valid until the next ones are asked for. */
  rows(index: number, y: number, height: number): Pixels;
}

export interface StackedArrayRequest {
  /** What the files are called before their numbers. */
  readonly name: string;
  readonly count: number;
  readonly imagesPerShard: number;
  /** Of one image; rows first. */
  readonly shape: readonly number[];
  /** Of which element type it must be; any where not given. */
  readonly dtype?: Dtype;
  /** Reads all files at once; else only the rows that are asked for, when they are. */
  readonly held: boolean;
}

type Shard = (start: number, elements: number) => Pixels;

/** Opens the shards of an array. Throws where one has another shape than the index says, or another element type. */
export async function openStackedArray(
  artifact: InputArtifact,
  request: StackedArrayRequest,
): Promise<StackedArray> {
  const { name, count, imagesPerShard, shape, held } = request;
  const shards: Shard[] = [];
  let { dtype } = request;
  for (let number = 0; number < shardCount(count, imagesPerShard); number++) {
    const file = shardName(name, number);
    const content = held || !artifact.isFile(file) ? await artifact.read(file) : undefined;
    const layout = content ? parseNpyHeader(content, content.length) : await layoutOf(artifact.path(file));
    const expected = [Math.min(imagesPerShard, count - number * imagesPerShard), ...shape];
    if (layout.shape.join() !== expected.join()) {
      throw new Error(`${file} has shape [${layout.shape}] where index.json says [${expected}]`);
    }
    dtype ??= layout.dtype;
    if (layout.dtype !== dtype) {
      throw new Error(`${file} has ${layout.dtype} elements, not ${dtype}`);
    }
    shards.push(content ? inMemory(content, layout) : onDisk(artifact.path(file), layout));
  }
  if (dtype === undefined) throw new Error(`bug: an image set without images has no ${name}`);

  const imageLength = shape.reduce((product, side) => product * side, 1);
  const rowLength = imageLength / shape[0]!;
  return {
    dtype,
    rows(index, y, height) {
      const place = index % imagesPerShard;
      const shard = shards[(index - place) / imagesPerShard];
      if (!shard) throw new Error(`bug: the image set has no image ${index}`);
      return shard(place * imageLength + y * rowLength, height * rowLength);
    },
  };
}

async function layoutOf(path: string): Promise<NpyLayout> {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    const start = Buffer.alloc(Math.min(size, maxNpyHeaderBytes));
    await handle.read(start, 0, start.length, 0);
    return parseNpyHeader(start, size);
  } finally {
    await handle.close();
  }
}

function inMemory(file: Buffer, { dtype, dataOffset }: NpyLayout): Shard {
  const elements = elementsOf(dtype, file.subarray(dataOffset));
  return (start, length) => elements.subarray(start, start + length);
}

/**
 * The file is opened when it is first read, and then stays open: opening it for each image would cost a shared
 * filesystem a round trip each. An image set has no end that could be told, so its descriptors, one a shard, are closed
 * when nothing refers to it any longer.
 */
function onDisk(path: string, { dtype, dataOffset }: NpyLayout): Shard {
  const elementBytes = byteLength(dtype, []);
  let descriptor: number | undefined;
  let buffer = Buffer.alloc(0);
  function rows(start: number, length: number): Pixels {
    if (descriptor === undefined) {
      descriptor = openSync(path, 'r');
      openFiles.register(rows, descriptor);
    }
    const bytes = length * elementBytes;
    if (buffer.length < bytes) buffer = Buffer.alloc(bytes);
    const read = readSync(descriptor, buffer, 0, bytes, dataOffset + start * elementBytes);
    if (read !== bytes) throw new Error(`${path} was cut off while it was read`);
    return elementsOf(dtype, buffer.subarray(0, bytes));
  }
  return rows;
}

const openFiles = new FinalizationRegistry<number>(closeSync);
