import { ImageError } from '../../image-error.js';
import { inBrackets } from '../array-layout.js';
import { type ByteSource, damaged, readExactly } from '../byte-source.js';
import type { ImageFormat, PixelSize, StoredDtype } from '../image-file.js';
import { pixelSizeOf } from '../pixel-size.js';
import { storedImageFile } from '../stored-images.js';
import { bytesPerElement } from '../to-raster-pixels.js';
import { type DmFile, type DmGroup, numberAt, readDmTags, tagAt } from './dm-tags.js';

/**
 * Gatan's DigitalMicrograph files. Their last image or stack of numbers is read; the first one is mostly a thumbnail in
 * colour.
 */
export const dm: ImageFormat = {
  name: 'DM3/DM4',
  extensions: ['.dm3', '.dm4'],
  async open(source) {
    const file = await readDmTags(source);
    const { data, dtype, shape } = chooseImage(source.name, file);
    const [width = 0, height = 0, images = 1] = shape;
    const imageBytes = width * height * bytesPerElement(dtype);
    const isWhole = shape.every((side) => Number.isInteger(side) && side > 0);
    if (!isWhole || data.data.bytes !== images * imageBytes) {
      const what = `an array of ${data.data.bytes} bytes for an image of shape ${inBrackets(shape)} ${dtype}`;
      throw damaged(source.name, data.data.offset, what);
    }
    return storedImageFile(source, {
      format: `DM${file.version}`,
      images,
      height,
      width,
      channels: 1,
      pixelSize: await pixelSize(source, file, data.tags),
      storedDtype: dtype,
      littleEndian: file.littleEndian,
      strides: { row: width, column: 1, channel: 1 },
      offsetOf: (index) => data.data.offset + index * imageBytes,
    });
  },
};

/** Numbers of `DataType`; those without a type are not read. */
const dataTypes: Readonly<Record<number, { readonly dtype?: StoredDtype; readonly name: string }>> = {
  1: { dtype: 'int16', name: 'int16' },
  2: { dtype: 'float32', name: 'float32' },
  3: { name: 'complex' },
  5: { name: 'packed complex' },
  6: { dtype: 'uint8', name: 'uint8' },
  7: { dtype: 'int32', name: 'int32' },
  9: { dtype: 'int8', name: 'int8' },
  10: { dtype: 'uint16', name: 'uint16' },
  11: { dtype: 'uint32', name: 'uint32' },
  12: { dtype: 'float64', name: 'float64' },
  13: { name: 'complex' },
  14: { dtype: 'uint8', name: 'binary' },
  23: { name: 'colour' },
};

interface ImageData {
  readonly tags: DmGroup;
  readonly data: { readonly offset: number; readonly bytes: number };
}

interface ChosenImage {
  readonly data: ImageData;
  readonly dtype: StoredDtype;
  /** Width, height and, of stacks, the number of images. */
  readonly shape: readonly number[];
}

function chooseImage(name: string, { root }: DmFile): ChosenImage {
  const found = imagesOf(root).map((data) => {
    const shape = dimensionsOf(data.tags);
    const kind = dataTypes[numberAt(data.tags, 'DataType') ?? 0];
    return { data, shape, kind };
  });
  for (const { data, shape, kind } of found.toReversed()) {
    if (kind?.dtype && (shape.length === 2 || shape.length === 3)) return { data, shape, dtype: kind.dtype };
  }
  const kinds = found.map(({ shape, kind }) => `${kind?.name ?? 'unknown'} ${inBrackets(shape)}`).join(', ');
  throw new ImageError(
    `${name} has no image of whole or floating-point numbers: it has ${kinds || 'none'}`,
    'Save the image itself from DigitalMicrograph, not its transform, spectrum or a colour picture of it.',
  );
}

function imagesOf(root: DmGroup): ImageData[] {
  const list = tagAt(root, 'ImageList');
  if (list?.kind !== 'group') return [];
  return list.tags.flatMap(({ value }) => {
    const tags = value.kind === 'group' ? tagAt(value, 'ImageData') : undefined;
    const data = tags?.kind === 'group' ? tagAt(tags, 'Data') : undefined;
    return tags?.kind === 'group' && data?.kind === 'array' ? [{ tags, data }] : [];
  });
}

/** Fastest first; sides of 1 at the end are none. */
function dimensionsOf(tags: DmGroup): number[] {
  const list = tagAt(tags, 'Dimensions');
  const sides = list?.kind === 'group' ? list.tags.map((_, i) => numberAt(list, i) ?? 0) : [];
  while (sides.length > 2 && sides.at(-1) === 1) sides.pop();
  return sides;
}

async function pixelSize(source: ByteSource, file: DmFile, tags: DmGroup): Promise<PixelSize | undefined> {
  const dimension = tagAt(tags, 'Calibrations', 'Dimension');
  if (dimension?.kind !== 'group') return undefined;
  const [x, y] = [numberAt(dimension, 0, 'Scale'), numberAt(dimension, 1, 'Scale')];
  const units = tagAt(dimension, 0, 'Units');
  if (x === undefined || y === undefined || units?.kind !== 'array' || units.bytes > 64) return undefined;
  const bytes = Buffer.from(await readExactly(source, units.offset, units.bytes));
  if (!file.littleEndian && bytes.length % 2 === 0) bytes.swap16();
  return pixelSizeOf(x, y, bytes.toString('utf16le'));
}
