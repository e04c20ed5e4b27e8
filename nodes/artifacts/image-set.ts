import { closeSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import {
  byteLength,
  bytesOf,
  type Dtype,
  dtypeOf,
  elementsOf,
  maxNpyHeaderBytes,
  npyHeader,
  type Pixels,
  parseNpyHeader,
} from '../../imaging/formats/npy.js';
import type { ImageSet, Intensities } from '../../imaging/image-set.js';
import type { ImageSource } from '../../imaging/image-source.js';
import type { InputArtifact, OutputArtifact } from '../run-context.js';

/** `index.json` of an image set. */
export interface ImageSetIndex extends Intensities {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** Mean and population standard deviation of the raw intensities. */
  readonly images: readonly { readonly name: string; readonly mean: number; readonly std: number }[];
}

/** Writes the images (and masks) at `indices` of `source`, one at a time, as an image-set artifact. */
export async function writeImageSet(
  output: OutputArtifact,
  request: Intensities & {
    readonly source: ImageSource;
    /** Which images of the source, in which order; all where not given. */
    readonly indices?: readonly number[];
  },
): Promise<void> {
  const { source, normalization, contrast } = request;
  const { height, width, dtype, mask } = source;
  const indices = request.indices ?? source.names.map((_, index) => index);
  const count = indices.length;
  const images: { name: string; mean: number; std: number }[] = [];

  async function* imageBytes() {
    yield npyHeader(dtype, [count, height, width, 1]);
    for (const index of indices) {
      const pixels = await source.image(index);
      if (dtypeOf(pixels) !== dtype || pixels.length !== height * width)
        throw new Error('bug: unlike its set');
      images.push({ name: source.names[index]!, ...meanAndStd(pixels) });
      yield bytesOf(pixels);
    }
  }
  await output.write('images.npy', imageBytes());

  if (mask) {
    async function* maskBytes(maskOf: NonNullable<ImageSource['mask']>) {
      yield npyHeader('uint8', [count, height, width]);
      for (const index of indices) yield await maskOf(index);
    }
    await output.write('masks.npy', maskBytes(mask));
  }
  const index: ImageSetIndex = { count, height, width, normalization, contrast, images };
  await output.write('index.json', `${JSON.stringify(index, null, 1)}\n`);
}

/**
 * Opens an image-set artifact. Arrays of up to `heldInMemoryBytes` are read at once, larger ones image by image.
 * Throws where its files contradict each other.
 */
export async function openImageSet(
  artifact: InputArtifact,
  heldInMemoryBytes = 512 * 1024 * 1024,
): Promise<ImageSet> {
  const index = await artifact.json<ImageSetIndex>('index.json');
  const { count, height, width } = index;
  const images = await openArray(artifact, 'images.npy', [count, height, width, 1], heldInMemoryBytes);
  const masks = artifact.has('masks.npy')
    ? await openArray(artifact, 'masks.npy', [count, height, width], heldInMemoryBytes)
    : undefined;
  const largest = images.dtype === 'uint8' ? 255 : images.dtype === 'uint16' ? 65535 : 1;

  return {
    count,
    height,
    width,
    labelled: masks !== undefined,
    intensities: { normalization: index.normalization, contrast: index.contrast },
    name: (i) => at(index.images, i).name,
    readImage(i, into) {
      const { mean, std } = at(index.images, i);
      const zscore = index.normalization === 'zscore';
      // A flat image has no deviation to divide by: it becomes all zeros.
      const scale = zscore ? 1 / (std || 1) : 1 / largest;
      const offset = zscore ? -mean * scale : 0;
      if (index.contrast === 'keep') writeAffine(images.slice(i), scale, offset, into);
      else writeAffine(images.slice(i), -scale, (zscore ? 0 : 1) - offset, into);
    },
    readMask(i, into) {
      if (!masks) throw new Error('bug: asked for a mask of an image set without masks');
      into.set(masks.slice(i));
    },
  };
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`bug: the image set has no image ${index}`);
  return item;
}

function writeAffine(raw: Pixels, scale: number, offset: number, into: Float32Array): void {
  for (let i = 0; i < raw.length; i++) into[i] = raw[i]! * scale + offset;
}

function meanAndStd(pixels: Pixels): { mean: number; std: number } {
  let sum = 0;
  for (let i = 0; i < pixels.length; i++) sum += pixels[i]!;
  const mean = sum / pixels.length;
  let squares = 0;
  for (let i = 0; i < pixels.length; i++) squares += (pixels[i]! - mean) ** 2;
  return { mean, std: Math.sqrt(squares / pixels.length) };
}

interface StackedArray {
  readonly dtype: Dtype;
  /** The elements at `index` of the first dimension. */
  slice(index: number): Pixels;
}

async function openArray(
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
