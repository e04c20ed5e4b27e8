import { extname } from 'node:path';
import { ImageError } from '../image-error.js';
import type { ByteSource } from './byte-source.js';
import { hintFor } from './foreign-formats.js';
import type { ArrayChoice, ImageFile, ImageFormat } from './image-file.js';

/** A format by its first bytes; what reads it is loaded when it is needed. */
interface KnownFormat {
  readonly matches: (start: Buffer) => boolean;
  readonly load: () => Promise<ImageFormat>;
  /** For files whose content does not tell. */
  readonly extensions?: readonly string[];
}

const begins =
  (...signatures: readonly string[]) =>
  (start: Buffer) =>
    signatures.some((signature) => start.toString('latin1', 0, signature.length) === signature);

/** Where the superblock of an HDF5 file may lie, as far as it is looked for. */
const hdf5Places = [0, 512, 1024, 2048, 4096];

export const knownFormats: readonly KnownFormat[] = [
  {
    matches: begins('\x89PNG\r\n\x1a\n'),
    load: async () => (await import('./raster-file.js')).png,
  },
  {
    matches: begins('\xff\xd8\xff'),
    load: async () => (await import('./raster-file.js')).jpeg,
  },
  {
    matches: begins('II*\0', 'MM\0*', 'II+\0', 'MM\0+'),
    load: async () => (await import('./tiff/tiff-file.js')).tiff,
  },
  {
    matches: begins('\x93NUMPY'),
    load: async () => (await import('./npy-file.js')).npy,
  },
  {
    matches: begins('PK\x03\x04', 'PK\x05\x06'),
    load: async () => (await import('./npz-file.js')).npz,
  },
  {
    matches: (start) => hdf5Places.some((at) => start.toString('latin1', at, at + 8) === '\x89HDF\r\n\x1a\n'),
    load: async () => (await import('./hdf5/hdf5.js')).hdf5,
  },
  {
    matches: isDigitalMicrograph,
    load: async () => (await import('./dm/dm-file.js')).dm,
  },
  {
    // Files older than the year 2000 have no such mark.
    matches: (start) => start.toString('latin1', 208, 211) === 'MAP',
    load: async () => (await import('./mrc-file.js')).mrc,
    extensions: ['.mrc', '.mrcs', '.map', '.rec', '.st', '.ali'],
  },
];

/** Version 3 or 4, the number of bytes, and the byte order. */
function isDigitalMicrograph(start: Buffer): boolean {
  if (start.length < 16) return false;
  const version = start.readUInt32BE(0);
  const order = version === 3 ? start.readUInt32BE(8) : start.readUInt32BE(12);
  return (version === 3 || version === 4) && order <= 1;
}

/** Enough to recognise all formats. */
const startBytes = 4096 + 8;

/**
 * Opens a file of images of any format, recognised by its content; only where that says nothing, by its extension.
 * Everything wrong with the file is an `ImageError` that begins with its name.
 */
export async function openImageFile(source: ByteSource, choice: ArrayChoice = {}): Promise<ImageFile> {
  const { name } = source;
  if (source.size === 0)
    throw new ImageError(`${name} is empty`, 'Take it out of the folder, or restore it.');
  const start = Buffer.from(await source.read(0, startBytes));
  const extension = extname(name).toLowerCase();
  const format =
    knownFormats.find(({ matches }) => matches(start)) ??
    knownFormats.find(({ extensions }) => extensions?.includes(extension));
  if (!format) throw new ImageError(`${name} is no image of a kind that is read`, hintFor(start));
  return (await format.load()).open(source, choice);
}
