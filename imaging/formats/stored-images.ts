import type { Region } from '../datasets/region.js';
import type { Strides } from './array-layout.js';
import { type ByteSource, readExactly } from './byte-source.js';
import type { ImageFile, StoredDtype } from './image-file.js';
import type { Pixels } from './npy.js';
import { partToRead } from './part-to-read.js';
import { bytesPerElement, pixelsFromBytes, rasterDtype } from './to-raster-pixels.js';

/** Images that lie uncompressed in a file. */
export interface StoredImages extends Pick<ImageFile, 'format' | 'images' | 'height' | 'width' | 'channels'> {
  readonly pixelSize?: ImageFile['pixelSize'] | undefined;
  readonly storedDtype: StoredDtype;
  readonly littleEndian: boolean;
  /** Between neighbours in an image. */
  readonly strides: Omit<Strides, 'image'>;
  /** Where the first element of an image lies, in bytes. */
  offsetOf(index: number): number;
}

/** How much of a file is held at a time: 4 MiB. */
const blockBytes = 2 ** 22;

/** Reads images that lie uncompressed in `source`. Of a region only the rows that it has are read. */
export function storedImageFile(source: ByteSource, stored: StoredImages): ImageFile {
  const { format, images, height, width, channels, storedDtype, strides, pixelSize } = stored;
  const dtype = rasterDtype(storedDtype);
  const shape = { images, height, width, channels };
  return {
    format,
    ...shape,
    dtype,
    storedDtype,
    lossy: false,
    ...(pixelSize && { pixelSize }),
    async read(index, region) {
      const part = partToRead(source.name, shape, index, region);
      const elements = part.height * part.width * channels;
      const pixels =
        dtype === 'uint8'
          ? new Uint8Array(elements)
          : new (dtype === 'uint16' ? Uint16Array : Float32Array)(elements);
      const first = part.y * strides.row + part.x * strides.column;
      const start = stored.offsetOf(index) + first * bytesPerElement(storedDtype);
      await readStrided(source, { ...stored, start }, axesOf(strides, part, channels), pixels);
      return { height: part.height, width: part.width, channels, dtype, lossy: false, pixels };
    },
    close: async () => {},
  };
}

/** One direction in which elements follow each other: how many, how far apart in the file, and in the raster. */
interface Axis {
  readonly length: number;
  readonly stride: number;
  readonly step: number;
}

/** The outermost in the file first; those along which elements run on without a gap are one. */
function axesOf(strides: StoredImages['strides'], { height, width }: Region, channels: number): Axis[] {
  const axes = [
    { length: height, stride: strides.row, step: width * channels },
    { length: width, stride: strides.column, step: channels },
    { length: channels, stride: strides.channel, step: 1 },
  ];
  const merged: Axis[] = [];
  for (const axis of axes.filter(({ length }) => length > 1).sort((a, b) => b.stride - a.stride)) {
    const outer = merged.at(-1);
    const runsOn = (distance: 'stride' | 'step') => outer?.[distance] === axis.length * axis[distance];
    if (outer && runsOn('stride') && runsOn('step')) {
      merged[merged.length - 1] = { ...axis, length: outer.length * axis.length };
    } else merged.push(axis);
  }
  return merged;
}

/** Fills `pixels` with the elements along `axes`, block by block. */
async function readStrided(
  source: ByteSource,
  { storedDtype, littleEndian, start }: StoredImages & { readonly start: number },
  axes: readonly Axis[],
  pixels: Pixels,
): Promise<void> {
  const bytes = bytesPerElement(storedDtype);
  const blockElements = blockBytes / bytes;

  async function read(axes: readonly Axis[], from: number, to: number): Promise<void> {
    const span = spanOf(axes);
    const [outer, ...inner] = axes;
    if (span <= blockElements || !outer) {
      const block = await readExactly(source, start + from * bytes, span * bytes);
      return gather(pixelsFromBytes(block, storedDtype, littleEndian), axes, 0, pixels, to);
    }
    const fitting = Math.floor((blockElements - spanOf(inner)) / outer.stride) + 1;
    const together = Math.max(1, fitting);
    for (let i = 0; i < outer.length; i += together) {
      const length = Math.min(together, outer.length - i);
      const part = length > 1 ? [{ ...outer, length }, ...inner] : inner;
      await read(part, from + i * outer.stride, to + i * outer.step);
    }
  }
  await read(axes, 0, 0);
}

/** How many elements there are from the first to the last. */
function spanOf(axes: readonly Axis[]): number {
  return axes.reduce((span, { length, stride }) => span + (length - 1) * stride, 1);
}

function gather(elements: Pixels, axes: readonly Axis[], from: number, pixels: Pixels, to: number): void {
  const [axis, ...inner] = axes;
  if (!axis) {
    pixels[to] = elements[from]!;
    return;
  }
  const { length, stride, step } = axis;
  if (inner.length > 0) {
    for (let i = 0; i < length; i++) gather(elements, inner, from + i * stride, pixels, to + i * step);
  } else if (stride === 1 && step === 1) {
    pixels.set(elements.subarray(from, from + length), to);
  } else {
    for (let i = 0; i < length; i++) pixels[to + i * step] = elements[from + i * stride]!;
  }
}
