import { randomAt } from '../../random/random.js';
import { gaussianBlur } from '../augment/gaussian-blur.js';
import { largestValue } from '../formats/npy.js';
import { digestOfPixels } from '../image-digest.js';
import type { ImageSource } from '../image-source.js';
import { lowerResolution } from './low-resolution.js';
import { poisson } from './poisson.js';
import { smoothField } from './smooth-field.js';

/**
 * What makes a poor image of a clean one, in this order. Intensities are fractions of the largest value of the
 * image's type (floating-point images are taken as they are).
 */
export interface Degradation {
  readonly seed: number;
  /** Factor by which the resolution becomes lower; the size stays. */
  readonly downscale?: number | undefined;
  /** Standard deviation of a Gaussian blur, in pixels. */
  readonly blur?: number | undefined;
  /** A smooth random field from 0 to `amplitude` that is added; it changes over `scale` pixels. */
  readonly background?: { readonly amplitude: number; readonly scale: number } | undefined;
  /** Electrons per pixel at intensity 1, which are counted. */
  readonly dose?: number | undefined;
  /** Standard deviation of the noise of the detector. */
  readonly gaussian?: number | undefined;
}

/**
 * Clean images as targets of poor ones that are made of them. What is drawn for image `index` depends on nothing but
 * the settings and `position(index)`. Intensities are float32 and not clipped: noise leads below 0 and above 1, as
 * its mean would else no longer be 0. Digests are those of the clean images, statistics those of the poor ones.
 */
export function degraded(
  source: ImageSource,
  degradation: Degradation,
  position: (index: number) => number,
): ImageSource {
  const { height, width, dtype } = source;
  return {
    ...source,
    dtype: 'float32',
    async image(index) {
      const scale = 1 / largestValue[dtype];
      const clean = await source.image(index);
      const image = Float32Array.from(clean.pixels, (value) => value * scale);
      const pixels = degrade(image, height, width, degradation, position(index));
      return { pixels, digest: clean.digest ?? digestOfPixels(clean.pixels, source) };
    },
    targets: { dtype, target: async (index) => (await source.image(index)).pixels },
  };
}

/** May change `image`, whose intensities are from 0 to 1. */
function degrade(
  image: Float32Array,
  height: number,
  width: number,
  { seed, downscale, blur, background, dose, gaussian }: Degradation,
  position: number,
): Float32Array {
  // Each part has a stream of its own, so that one setting does not change what the others draw.
  const streamOf = (part: string) => randomAt({ stream: `degrade/${part}`, seed, step: position });
  const poor = downscale === undefined ? image : lowerResolution(image, height, width, downscale);
  if (blur !== undefined) gaussianBlur(poor, height, width, blur);
  if (background) {
    const field = smoothField(height, width, background.scale, streamOf('background'));
    for (let i = 0; i < poor.length; i++) poor[i]! += background.amplitude * field[i]!;
  }
  if (dose !== undefined) {
    const counts = streamOf('dose');
    for (let i = 0; i < poor.length; i++) poor[i] = poisson(dose * Math.max(0, poor[i]!), counts) / dose;
  }
  if (gaussian !== undefined) {
    const noise = streamOf('gaussian');
    for (let i = 0; i < poor.length; i++) poor[i]! += gaussian * noise.normal();
  }
  return poor;
}
