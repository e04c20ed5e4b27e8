import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Dtype, Pixels } from '../formats/npy.js';
import { decodeRaster, type Raster, toGrey } from '../formats/raster.js';
import { ImageError } from '../image-error.js';
import { type Fit, fitImage, fitMask } from './fit.js';
import {
  defaultForeground,
  type Foreground,
  inBrackets,
  readForeground,
  unlistedValues,
  type ValueShare,
} from './foreground.js';
import type { SourceFile } from './pair-files.js';
import { reducedSize, reduceImage, reduceMask, type Size } from './reduce.js';

/** What is done to each image, and to its mask, after decoding. */
export interface Preparation {
  /** Whole-number factor by which both sides become shorter; comes before `fit`. */
  readonly downscale: number;
  readonly fit?: Fit | undefined;
  readonly foreground?: Foreground | undefined;
}

export interface PreparedImage {
  readonly pixels: Pixels;
  readonly dtype: Dtype;
  readonly size: Size;
  /** As in the file. */
  readonly storedSize: Size;
}

/** Reads, checks and decodes one file; everything wrong with it is an `ImageError`. */
async function readRaster(file: SourceFile): Promise<Raster> {
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
  return decodeRaster(bytes, file.name);
}

export async function readImage(file: SourceFile, preparation: Preparation): Promise<PreparedImage> {
  const raster = await readRaster(file);
  const { downscale, fit } = preparation;
  const reduced = reducedSize(raster, downscale);
  if (reduced.height === 0 || reduced.width === 0) {
    throw new ImageError(
      `${file.name} is ${inWords(raster)}: nothing is left of it at 1/${downscale} of its size`,
    );
  }
  if (fit?.rule === 'crop' && (reduced.height < fit.height || reduced.width < fit.width)) {
    const message = `${file.name} is ${inWords(reduced)}, too small to cut ${inWords(fit)} out of it`;
    throw new ImageError(message, 'The rule "pad" goes on with the mirror image.');
  }
  if (raster.pixels instanceof Float32Array && !raster.pixels.every(Number.isFinite)) {
    throw new ImageError(
      `${file.name} has pixels that are infinite or not a number`,
      'Replace them in the file, or leave it out.',
    );
  }
  const pixels = reduceImage(toGrey(raster), raster, downscale);
  return {
    pixels: fit ? fitImage(pixels, reduced, fit) : pixels,
    dtype: raster.dtype,
    size: fit ?? reduced,
    storedSize: { height: raster.height, width: raster.width },
  };
}

export interface PreparedMask {
  readonly mask: Uint8Array;
  /** Whether any pixel of the file is foreground. */
  readonly hasForeground: boolean;
  /** What the file holds that is neither black nor listed as foreground, the commonest first. */
  readonly unlisted: readonly ValueShare[];
}

/** `storedSize` is that of the image's file, which the mask's must have too. */
export async function readMask(
  file: SourceFile,
  storedSize: Size,
  preparation: Preparation,
): Promise<PreparedMask> {
  const raster = await readRaster(file);
  if (raster.height !== storedSize.height || raster.width !== storedSize.width) {
    throw new ImageError(`the mask ${file.name} is ${inWords(raster)}, its image ${inWords(storedSize)}`);
  }
  const { downscale, fit, foreground = defaultForeground } = preparation;
  if (raster.lossy && (preparation.foreground === undefined || !('above' in preparation.foreground))) {
    const hint = 'Say with `foreground`, such as { "above": 127 }, from where on it is foreground.';
    throw new ImageError(`the mask ${file.name} is a JPEG, which blurs values at edges`, hint);
  }
  const stored = readForeground(raster, foreground);
  const mask = reduceMask(stored, raster, downscale);
  return {
    mask: fit ? fitMask(mask, reducedSize(raster, downscale), fit) : mask,
    hasForeground: stored.includes(1),
    unlisted: unlistedValues(raster, foreground),
  };
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

/** Width first, as microscopists write it. */
export function inWords({ height, width }: Size): string {
  return `${width} × ${height} px`;
}
