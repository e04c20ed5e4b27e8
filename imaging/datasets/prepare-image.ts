import type { Raster } from '../formats/image-file.js';
import { emptyLike, type Pixels } from '../formats/npy.js';
import { ImageError } from '../image-error.js';
import { enlargeImage } from './enlarge.js';
import { fitImage } from './fit.js';
import { countNonFinite, type NonFinite, nonFiniteInWords, replaceNonFinite } from './non-finite.js';
import { removeOutliers } from './outliers.js';
import { type Preparation, scaledSize } from './preparation.js';
import { reducedSize, reduceImage } from './reduce.js';

export interface Prepared {
  readonly pixels: Pixels;
  /** Pixels that were replaced. */
  readonly nonFinite?: NonFinite;
}

/**
 * Grey pixels of the part of an image that is used, prepared. Throws an `ImageError` that begins with `name` where they
 * cannot be had.
 */
export function prepareImage(raster: Raster, name: string, preparation: Preparation): Prepared {
  const { downscale, enlarge = 1, outliers, fit } = preparation;
  let pixels = greyOf(raster, name, preparation.channel);
  const nonFinite = countNonFinite(pixels);
  if (nonFinite) {
    const all = nonFinite.nan + nonFinite.infinite === pixels.length;
    if (preparation.nonFinite === 'error' || all) {
      const hint = all
        ? 'No pixel is finite: leave the image out.'
        : 'Set `nonFinite` to "replace" to give them the mean of the others, or leave the image out.';
      throw new ImageError(`${name} has ${nonFiniteInWords(nonFinite)}`, hint);
    }
  }
  // What a file gave may be a view of its content, which others read too.
  if (nonFinite || outliers) pixels = pixels.slice();
  if (nonFinite) replaceNonFinite(pixels);
  if (outliers) removeOutliers(pixels, raster, outliers);
  const reduced = reduceImage(pixels, raster, downscale);
  const scaled = enlargeImage(reduced, reducedSize(raster, downscale), enlarge);
  const fitted = fit ? fitImage(scaled, scaledSize(raster, preparation), fit) : scaled;
  return { pixels: fitted, ...(nonFinite && { nonFinite }) };
}

/** Grey values: as stored; of colours the luma of ITU-R BT.601, of whole numbers rounded; or one channel of several. */
function greyOf(raster: Raster, name: string, channel: number | undefined): Pixels {
  const { pixels, channels } = raster;
  if (channel !== undefined) return channelOf(raster, name, channel);
  if (channels === 1) return pixels;
  if (channels !== 3) {
    throw new ImageError(`${name} has ${channels} channels`, 'Say with `channel` which one is used.');
  }
  const grey = emptyLike(pixels, pixels.length / 3);
  const whole = !(pixels instanceof Float32Array);
  for (let i = 0, at = 0; i < grey.length; i++, at += 3) {
    const luma = 0.299 * pixels[at]! + 0.587 * pixels[at + 1]! + 0.114 * pixels[at + 2]!;
    grey[i] = whole ? Math.round(luma) : luma;
  }
  return grey;
}

/** One channel of an image, counted from 0. */
export function channelOf({ pixels, channels }: Raster, name: string, channel: number): Pixels {
  if (channel >= channels) {
    const has = channels === 1 ? 'one channel' : `${channels} channels`;
    throw new ImageError(`${name} has ${has}, and no channel ${channel}`, 'Channels count from 0.');
  }
  if (channels === 1) return pixels;
  const chosen = emptyLike(pixels, pixels.length / channels);
  for (let i = 0, at = channel; i < chosen.length; i++, at += channels) chosen[i] = pixels[at]!;
  return chosen;
}
