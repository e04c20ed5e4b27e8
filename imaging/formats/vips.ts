import sharp, { type Sharp } from 'sharp';
import type { Region } from '../datasets/region.js';
import { ImageError } from '../image-error.js';
import type { ByteSource } from './byte-source.js';
import type { StoredDtype } from './image-file.js';
import type { Pixels } from './npy.js';
import { pixelsFromBytes } from './to-raster-pixels.js';

// Several images are decoded at a time, so one thread each; and no image is decoded twice.
sharp.concurrency(1);
sharp.cache(false);

/** No image takes that long; damaged files might. */
const timeoutSeconds = 120;

/** How the library hands out the stored values of an image unchanged. */
export interface VipsKind {
  readonly channels: 1 | 3;
  readonly storedDtype: StoredDtype;
  readonly space: 'b-w' | 'grey16' | 'srgb' | 'rgb16' | 'scrgb';
  readonly depth: 'char' | 'uchar' | 'short' | 'ushort' | 'int' | 'uint' | 'float';
}

export interface VipsImage {
  readonly height: number;
  readonly width: number;
  /** Undefined where values would be changed. */
  readonly kind: VipsKind | undefined;
  /** Colour space and type of the values, for messages. */
  readonly description: string;
}

export const bytesKind: VipsKind = { channels: 1, storedDtype: 'uint8', space: 'b-w', depth: 'uchar' };
const kinds: readonly VipsKind[] = [
  bytesKind,
  { channels: 1, storedDtype: 'int8', space: 'b-w', depth: 'char' },
  { channels: 1, storedDtype: 'uint16', space: 'grey16', depth: 'ushort' },
  { channels: 1, storedDtype: 'int16', space: 'grey16', depth: 'short' },
  { channels: 1, storedDtype: 'uint32', space: 'b-w', depth: 'uint' },
  { channels: 1, storedDtype: 'int32', space: 'b-w', depth: 'int' },
  { channels: 1, storedDtype: 'float32', space: 'b-w', depth: 'float' },
  { channels: 3, storedDtype: 'uint8', space: 'srgb', depth: 'uchar' },
  { channels: 3, storedDtype: 'uint16', space: 'rgb16', depth: 'ushort' },
  { channels: 3, storedDtype: 'float32', space: 'scrgb', depth: 'float' },
];

/** What the library finds in a file. Throws an `ImageError` where it cannot read it. */
export async function inspectWithVips(source: ByteSource): Promise<VipsImage> {
  const { height, width, space, depth } = await attempt(source, () => open(source).metadata());
  const kind = kinds.find((kind) => kind.space === space && kind.depth === depth);
  return { height, width, kind, description: `${space}, ${depth}` };
}

/** Decodes a region: colour profiles and orientation tags are not applied, and transparency is dropped. */
export async function decodeWithVips(source: ByteSource, kind: VipsKind, region: Region): Promise<Pixels> {
  const { channels, storedDtype, space, depth } = kind;
  const { x: left, y: top, height, width } = region;
  const part = open(source).extract({ left, top, height, width }).removeAlpha();
  // 16-bit values leave the library without sign: they are moved up, and down again.
  const isMoved = storedDtype === 'int16';
  const { data } = await attempt(source, () =>
    (isMoved ? part.linear(1, 2 ** 15) : part)
      .toColourspace(space)
      .raw({ depth: isMoved ? 'ushort' : depth })
      .timeout({ seconds: timeoutSeconds })
      .toBuffer({ resolveWithObject: true }),
  );
  const pixels = pixelsFromBytes(data, isMoved ? 'uint16' : storedDtype, true);
  if (pixels.length !== height * width * channels) {
    throw new Error(`bug: ${source.name} was decoded to ${pixels.length} values`);
  }
  return isMoved ? Float32Array.from(pixels, (value) => value - 2 ** 15) : pixels;
}

function open({ bytes, path }: ByteSource): Sharp {
  // Sizes are checked before this.
  return sharp(bytes ?? path, { failOn: 'warning', limitInputPixels: false, ignoreIcc: true });
}

async function attempt<T>({ name }: ByteSource, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch {
    // What the decoders say depends on what they decoded before.
    const message = `${name} does not decode: it is cut off or damaged`;
    throw new ImageError(message, 'Take it out of the folder, or restore it.');
  }
}
