import type { Raster } from '../formats/image-file.js';
import { type Dtype, dtypeOf, type Pixels } from '../formats/npy.js';
import { ImageError } from '../image-error.js';
import type { ImagePoint } from '../image-set.js';
import { enlargedSize } from './enlarge.js';
import { inWords as nameOf, type StoredImage } from './listed-image.js';
import { type MaskClasses, numbersIn, readClasses, type ValueShare } from './mask-classes.js';
import type { NonFinite } from './non-finite.js';
import { parsePoints } from './points-text.js';
import {
  inWords,
  type Preparation,
  preparedSize,
  prepareMask,
  preparePoints,
  scaledSize,
} from './preparation.js';
import { channelOf, prepareImage } from './prepare-image.js';
import type { Size } from './reduce.js';
import type { Region } from './region.js';
import type { StoredFiles, StoredPart } from './stored-files.js';

/** How the files of a data set are read. */
export interface Reading {
  readonly preparation: Preparation;
  /** How the masks show their classes; undefined: anything but black is foreground. */
  readonly classes: MaskClasses | undefined;
  /** Of a mask with several channels the one that is used; undefined: grey values or colours. */
  readonly maskChannel?: number | undefined;
  /** Names of the arrays in files that hold several. */
  readonly arrays: { readonly [R in 'images' | 'masks' | 'targets']?: string | undefined };
}

export interface PreparedImage {
  readonly pixels: Pixels;
  readonly dtype: Dtype;
  readonly size: Size;
  /** As in the file. */
  readonly storedSize: Size;
  /** Whether `fit` changed it. */
  readonly fitted: boolean;
  /** Pixels that were replaced. */
  readonly nonFinite?: NonFinite;
}

export interface PreparedMask {
  /** The number of each pixel's class. */
  readonly mask: Uint8Array;
  /** Numbers of the classes that the file shows in the part of it that is used. */
  readonly shown: readonly number[];
  /** Values of the file that belong to no class, the commonest first. */
  readonly unlisted: readonly ValueShare[];
}

/** Whole images, before tiles are cut. Throws an `ImageError` that names the file where one cannot be had. */
export async function readImage(
  files: StoredFiles,
  stored: StoredImage,
  { preparation, arrays }: Reading,
): Promise<PreparedImage> {
  const name = nameOf(stored);
  const part = await files.read(stored, arrays.images, () => preparation.region);
  const size = preparedSize(name, part, preparation);
  const prepared = prepareImage(part, name, preparation);
  const fitted = preparation.fit !== undefined && !isSize(scaledSize(part, preparation), size);
  return { ...prepared, dtype: dtypeOf(prepared.pixels), size, storedSize: part.storedSize, fitted };
}

/** The target of an image: of its size, or of the one that it is enlarged to, and of its kind of pixel; prepared alike. */
export async function readTarget(
  files: StoredFiles,
  stored: StoredImage,
  { storedSize, dtype }: Pick<PreparedImage, 'storedSize' | 'dtype'>,
  reading: Reading,
): Promise<Pixels> {
  const name = `the target ${nameOf(stored)}`;
  const { part, preparation } = await readBeside(files, stored, 'targets', storedSize, reading);
  // What a network is to make is shown as it is; of one channel there is none to choose.
  const prepared = prepareImage(part, name, {
    ...preparation,
    outliers: undefined,
    channel: part.channels === 1 ? undefined : preparation.channel,
  });
  if (dtypeOf(prepared.pixels) !== dtype) {
    throw new ImageError(
      `${name} has ${dtypeOf(prepared.pixels)} pixels, its image ${dtype}`,
      'Convert them to one kind, so that equal values mean equal intensities.',
    );
  }
  return prepared.pixels;
}

export async function readMask(
  files: StoredFiles,
  stored: StoredImage,
  storedSize: Size,
  reading: Reading,
): Promise<PreparedMask> {
  const name = `the mask ${nameOf(stored)}`;
  const classes = reading.classes ?? { above: 0 };
  const { part, preparation } = await readBeside(files, stored, 'masks', storedSize, reading);
  if (part.lossy && (reading.classes === undefined || !('above' in classes))) {
    const hint = 'Say with `foreground`, such as { "above": 127 }, from where on it is foreground.';
    throw new ImageError(`${name} is a JPEG, which blurs values at edges`, hint);
  }
  const { mask, unlisted } = readClasses(maskRaster(part, name, reading.maskChannel), classes);
  return { mask: prepareMask(mask, part, preparation), shown: numbersIn(mask), unlisted };
}

export async function readPoints(
  files: StoredFiles,
  { file }: StoredImage,
  storedSize: Size,
  { preparation }: Reading,
): Promise<readonly ImagePoint[]> {
  const points = parsePoints(await files.text(file), file.name, storedSize);
  return preparePoints(points, storedSize, preparation);
}

/** What lies beside an image of `storedSize`, and how it is prepared: one of the enlarged size is large enough. */
async function readBeside(
  files: StoredFiles,
  stored: StoredImage,
  role: 'masks' | 'targets',
  storedSize: Size,
  { preparation, arrays }: Reading,
): Promise<{ readonly part: StoredPart; readonly preparation: Preparation }> {
  const { region, enlarge = 1 } = preparation;
  let own = preparation;
  const part = await files.read(stored, arrays[role], (size) => {
    if (enlarge > 1 && isSize(size, enlargedSize(storedSize, enlarge))) {
      own = { ...preparation, region: region && scaled(region, enlarge), enlarge: 1 };
    } else if (!isSize(size, storedSize)) throw otherSize(nameOf(stored), role, size, storedSize);
    return own.region;
  });
  return { part, preparation: own };
}

function otherSize(name: string, role: 'masks' | 'targets', size: Size, image: Size): ImageError {
  const what = role === 'masks' ? 'mask' : 'target';
  const factor = size.height / image.height;
  const isLarge = factor > 1 && Number.isInteger(factor) && size.width === image.width * factor;
  return new ImageError(
    `the ${what} ${name} is ${inWords(size)}, its image ${inWords(image)}`,
    isLarge ? `\`enlarge\` of ${factor} brings the images to the size of their ${what}s.` : undefined,
  );
}

function isSize(a: Size, b: Size): boolean {
  return a.height === b.height && a.width === b.width;
}

function scaled({ x, y, height, width }: Region, factor: number): Region {
  return { x: x * factor, y: y * factor, height: height * factor, width: width * factor };
}

/** A mask with one channel, or with red, green and blue. */
function maskRaster(raster: Raster, name: string, channel: number | undefined): Raster {
  if (channel !== undefined) return { ...raster, channels: 1, pixels: channelOf(raster, name, channel) };
  if (raster.channels === 1 || raster.channels === 3) return raster;
  const hint = 'Say with `maskChannel` which one is used.';
  throw new ImageError(`${name} has ${raster.channels} channels`, hint);
}
