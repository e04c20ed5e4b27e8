import { closeSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import {
  byteLength,
  type Dtype,
  elementsOf,
  maxNpyHeaderBytes,
  type Pixels,
  parseNpyHeader,
} from '../../imaging/formats/npy.js';
import type { InputArtifact } from '../run-context.js';

/** An NPY file whose first dimension counts images. */
export interface StackedArray {
  readonly dtype: Dtype;
  /** The elements at `index` of the first dimension; valid until the next one is asked for. */
  slice(index: number): Pixels;
}

/**
 * Opens an NPY file of an artifact. Up to `heldInMemoryBytes` it is read at once, a larger one slice by slice.
 * Throws where it has another shape than `shape`.
 */
export async function openStackedArray(
  artifact: InputArtifact,
  name: string,
  shape: readonly number[],
  heldInMemoryBytes: number,
): Promise<StackedArray> {
  const path = artifact.path(name);
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    const start = Buffer.alloc(Math.min(size, maxNpyHeaderBytes));
    await handle.read(start, 0, start.length, 0);
    const layout = parseNpyHeader(start, size);
    if (layout.shape.join() !== shape.join()) {
      throw new Error(`${name} has shape [${layout.shape}] where index.json says [${shape}]`);
    }
    const { dtype, dataOffset } = layout;
    const itemBytes = byteLength(dtype, shape.slice(1));
    if (size > heldInMemoryBytes) return { dtype, slice: sliceOnDisk(path, dtype, dataOffset, itemBytes) };
    const held = await artifact.read(name);
    const items = elementsOf(dtype, held.subarray(dataOffset));
    const itemLength = items.length / (shape[0] || 1);
    return { dtype, slice: (i) => items.subarray(i * itemLength, (i + 1) * itemLength) };
  } finally {
    await handle.close();
  }
}

/** Opens the file for each slice: an image set has no end at which a kept descriptor could be closed. */
function sliceOnDisk(path: string, dtype: Dtype, dataOffset: number, itemBytes: number) {
  const buffer = Buffer.alloc(itemBytes);
  return (index: number): Pixels => {
    const descriptor = openSync(path, 'r');
    try {
      const read = readSync(descriptor, buffer, 0, itemBytes, dataOffset + index * itemBytes);
      if (read !== itemBytes) throw new Error(`${path} was cut off while it was read`);
    } finally {
      closeSync(descriptor);
    }
    return elementsOf(dtype, buffer);
  };
}
