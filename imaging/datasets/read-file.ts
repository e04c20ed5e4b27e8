import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { bytesOf, type Dtype, type Pixels } from '../formats/npy.js';
import { decodeRaster, type Raster } from '../formats/raster.js';
import { ImageError } from '../image-error.js';
import type { ImagePoint } from '../image-set.js';
import { inBrackets, type MaskClasses, numbersIn, readClasses, type ValueShare } from './mask-classes.js';
import type { SourceFile } from './pair-files.js';
import { parsePoints } from './points-text.js';
import {
  inWords,
  type Preparation,
  preparedSize,
  prepareImage,
  prepareMask,
  preparePoints,
} from './preparation.js';
import type { Size } from './reduce.js';

export interface PreparedImage {
  readonly pixels: Pixels;
  readonly dtype: Dtype;
  readonly size: Size;
  /** As in the file. */
  readonly storedSize: Size;
}

export async function readImage(file: SourceFile, preparation: Preparation): Promise<PreparedImage> {
  const raster = await readRaster(file);
  const size = preparedSize(file.name, raster, preparation);
  mustBeFinite(raster, file);
  const pixels = prepareImage(raster, preparation);
  const storedSize = { height: raster.height, width: raster.width };
  return { pixels, dtype: raster.dtype, size, storedSize };
}

/** Equal where images show the same pixels. */
export function digestOfImage({ pixels, dtype, size }: PreparedImage): string {
  return createHash('sha256')
    .update(`${dtype} ${inWords(size)}`)
    .update(bytesOf(pixels))
    .digest('hex');
}

/** The target of an image: of its file's size and kind of pixel, and prepared alike. */
export async function readTarget(
  file: SourceFile,
  { storedSize, dtype }: Pick<PreparedImage, 'storedSize' | 'dtype'>,
  preparation: Preparation,
): Promise<Pixels> {
  const raster = await readRaster(file);
  if (!isSize(raster, storedSize)) {
    throw new ImageError(
      `the target ${file.name} is ${inWords(raster)}, its image ${inWords(storedSize)}`,
      'A network gives as many pixels as it gets: bring the images to the size of their targets first.',
    );
  }
  if (raster.dtype !== dtype) {
    throw new ImageError(
      `the target ${file.name} has ${raster.dtype} pixels, its image ${dtype}`,
      'Convert them to one kind, so that equal values mean equal intensities.',
    );
  }
  mustBeFinite(raster, file);
  return prepareImage(raster, preparation);
}

export interface PreparedMask {
  /** The number of each pixel's class. */
  readonly mask: Uint8Array;
  /** Numbers of the classes that the file shows in the part of it that is used. */
  readonly shown: readonly number[];
  /** Values of the file that belong to no class, the commonest first. */
  readonly unlisted: readonly ValueShare[];
}

/** `classes` undefined: anything but black is foreground. */
export async function readMask(
  file: SourceFile,
  storedSize: Size,
  preparation: Preparation,
  classes: MaskClasses | undefined,
): Promise<PreparedMask> {
  const raster = await readRaster(file);
  if (!isSize(raster, storedSize)) {
    throw new ImageError(`the mask ${file.name} is ${inWords(raster)}, its image ${inWords(storedSize)}`);
  }
  if (raster.lossy && (classes === undefined || !('above' in classes))) {
    const hint = 'Say with `foreground`, such as { "above": 127 }, from where on it is foreground.';
    throw new ImageError(`the mask ${file.name} is a JPEG, which blurs values at edges`, hint);
  }
  let shown: readonly number[] = [];
  let unlisted: readonly ValueShare[] = [];
  const mask = prepareMask(raster, preparation, (part) => {
    const read = readClasses(part, classes ?? { above: 0 });
    shown = numbersIn(read.mask);
    unlisted = read.unlisted;
    return read.mask;
  });
  return { mask, shown, unlisted };
}

/** The values that a mask file holds, the first few of them, for a message. */
export async function maskValues(file: SourceFile): Promise<string[]> {
  const { pixels, channels } = await readRaster(file);
  const values = new Set<string>();
  for (let at = 0; at < pixels.length && values.size < 8; at += channels) {
    values.add(inBrackets(pixels.subarray(at, at + channels)));
  }
  return [...values].sort();
}

export async function readPoints(
  file: SourceFile,
  storedSize: Size,
  preparation: Preparation,
): Promise<readonly ImagePoint[]> {
  const text = (await readBytes(file)).toString('utf8');
  return preparePoints(parsePoints(text, file.name, storedSize), storedSize, preparation);
}

/** Reads, checks and decodes one file; everything wrong with it is an `ImageError`. */
async function readRaster(file: SourceFile): Promise<Raster> {
  return decodeRaster(await readBytes(file), file.name);
}

async function readBytes(file: SourceFile): Promise<Buffer> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file.path);
  } catch (error) {
    throw new ImageError(`${file.name} cannot be read: ${(error as Error).message}`);
  }
  // The bytes that are hashed are those that are decoded, so what was planned is what is used.
  if (createHash('sha256').update(bytes).digest('hex') !== file.sha256) {
    throw new ImageError(
      `${file.name} changed while it was read`,
      'Run again: the new content is another input.',
    );
  }
  return bytes;
}

function mustBeFinite({ pixels }: Raster, { name }: SourceFile): void {
  if (pixels instanceof Float32Array && !pixels.every(Number.isFinite)) {
    throw new ImageError(
      `${name} has pixels that are infinite or not a number`,
      'Replace them in the file, or leave it out.',
    );
  }
}

function isSize(a: Size, b: Size): boolean {
  return a.height === b.height && a.width === b.width;
}
