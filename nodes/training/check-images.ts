import type { ImageSet } from '../../imaging/image-set.js';
import { NodeError } from '../node-error.js';
import { mostPixelsOfImage, type NetworkShape } from './forward-memory.js';

/** Their order is drawn for each epoch, and takes four bytes an example. */
const mostExamplesPerEpoch = 100_000_000;
/** Of a step's input, and of its target, which are held as one array of float32 each: 1 GB. */
const mostPixelsPerBatch = 250_000_000;

/** What a training reads from its images. */
export interface TrainingImages {
  readonly set: ImageSet;
  /** How many of them are trained on. */
  readonly count: number;
  /** Side of the random squares in pixels; undefined for whole images. */
  readonly crop: number | undefined;
  readonly cropsPerImage: number;
  readonly batch: number;
  /** Image sides must be multiples of it. */
  readonly stride: number;
}

/** Throws a NodeError where the images do not fit the params. */
export function checkTrainingImages({
  set,
  count,
  crop,
  cropsPerImage,
  batch,
  stride,
}: TrainingImages): void {
  const { height, width } = set;
  if (crop !== undefined && crop > Math.min(height, width)) {
    throw new NodeError(
      'bad-input',
      `a crop of ${crop} pixels is larger than the images, which are ${width} × ${height}`,
      'lower crop, or leave it out to train on whole images',
    );
  }
  if (crop === undefined && (height % stride !== 0 || width % stride !== 0)) {
    const largest = Math.floor(Math.min(height, width) / stride) * stride;
    throw new NodeError(
      'bad-input',
      `the network halves images down to 1/${stride}, which images of ${width} × ${height} do not divide by`,
      largest > 0 ? `set crop to a multiple of ${stride}, up to ${largest}` : 'these images are too small',
    );
  }
  const examples = count * cropsPerImage;
  if (batch > examples) {
    throw new NodeError(
      'bad-input',
      `a batch of ${batch} is larger than the training set, which gives ${examples} examples per epoch`,
      'lower batch, or raise cropsPerImage',
    );
  }
  if (examples > mostExamplesPerEpoch) {
    throw new NodeError(
      'bad-input',
      `${count} images with ${cropsPerImage} examples each are ${examples} per epoch, more than ${mostExamplesPerEpoch}`,
      'lower cropsPerImage, and train for more epochs',
    );
  }
  const pixels = batch * (crop === undefined ? height * width : crop * crop);
  if (pixels > mostPixelsPerBatch) {
    throw new NodeError(
      'bad-input',
      `a batch of ${batch} examples has ${pixels} pixels, more than ${mostPixelsPerBatch}`,
      'lower batch or crop',
    );
  }
}

/** Throws a NodeError where there is no image. `port` names the input. */
export function checkNotEmpty(set: ImageSet, port: string): void {
  if (set.count === 0) throw new NodeError('bad-input', `input ${port} has no images`);
}

/**
 * Throws a NodeError where the images are too large to go through the network as a whole, which losses and pooled
 * predictions need. `port` names the input.
 */
export function checkWholeImages(
  set: Pick<ImageSet, 'height' | 'width'>,
  port: string,
  network: NetworkShape,
): void {
  const { height, width } = set;
  const most = mostPixelsOfImage(network);
  if (height * width <= most) return;
  throw new NodeError(
    'bad-input',
    `the images of input ${port} are ${width} × ${height}: this network takes whole images of at most ${most} pixels`,
    'load smaller images, or a part of them (`region`), or fewer pixels (`downscale`)',
  );
}
