import { ImageError } from '../image-error.js';
import { arrayLayout } from './array-layout.js';
import { type ByteSource, cutOff, mustReach } from './byte-source.js';
import type { ImageFile, ImageFormat, StoredDtype } from './image-file.js';
import { decodeNpyHeader, maxNpyHeaderBytes, type NpyHeader } from './npy-header.js';
import { storedImageFile } from './stored-images.js';
import { bytesPerElement } from './to-raster-pixels.js';

/** NumPy's arrays: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
export const npy: ImageFormat = {
  name: 'NPY',
  extensions: ['.npy'],
  open: async (source) => openNpy(source, await readNpyHeader(source), 'NPY'),
};

/** Throws an `ImageError` for anything but a header. */
export async function readNpyHeader(source: ByteSource): Promise<NpyHeader> {
  const start = await source.read(0, Math.min(source.size, maxNpyHeaderBytes));
  const header = attempt(source.name, () => decodeNpyHeader(start));
  if (!header) throw cutOff(source.name, source.size);
  return header;
}

/** The array whose header was read, as images. */
export function openNpy(source: ByteSource, header: NpyHeader, format: string): ImageFile {
  const { name } = source;
  const stored = storedDtypeOf(header.descriptor);
  if (!stored) {
    const message = `${name} has elements of NumPy type ${JSON.stringify(header.descriptor)}, which are not read`;
    throw new ImageError(message, 'Convert them to whole or floating-point numbers, such as with `astype`.');
  }
  const { strides, ...shape } = arrayLayout(name, header.shape, header.fortranOrder ? 'Fortran' : 'C');
  const imageBytes = strides.image * bytesPerElement(stored.dtype);
  const elements = header.shape.reduce((product, side) => product * side, 1);
  mustReach(source, header.dataOffset + elements * bytesPerElement(stored.dtype));
  return storedImageFile(source, {
    format,
    ...shape,
    strides,
    storedDtype: stored.dtype,
    littleEndian: stored.littleEndian,
    offsetOf: (index) => header.dataOffset + index * imageBytes,
  });
}

const kinds: Readonly<Record<string, StoredDtype>> = {
  b1: 'uint8',
  u1: 'uint8',
  i1: 'int8',
  u2: 'uint16',
  i2: 'int16',
  u4: 'uint32',
  i4: 'int32',
  u8: 'uint64',
  i8: 'int64',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
};

/** What NumPy's name of an element type means: `<u2`, `>f8`, `|b1`; undefined for those that are not read. */
export function storedDtypeOf(descriptor: string): { dtype: StoredDtype; littleEndian: boolean } | undefined {
  const [, order, kind] = /^([<>|=])(\w+)$/.exec(descriptor) ?? [];
  const dtype = kinds[kind ?? ''];
  return dtype && { dtype, littleEndian: order !== '>' };
}

function attempt<T>(name: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new ImageError(`${name} is damaged: ${(error as Error).message}`);
  }
}
