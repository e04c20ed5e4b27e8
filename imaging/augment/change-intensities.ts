import type { Random } from '../../random/random.js';
import type { Size } from '../datasets/reduce.js';
import type { ImageLevels } from '../image-set.js';
import { poisson } from '../simulate/poisson.js';
import { gaussianBlur } from './gaussian-blur.js';
import { drawPart, type PartRandom } from './part-random.js';
import type { IntensityParts } from './policy.js';

/**
 * Changes a view's intensities in place, part by part in the policy's order. Every part works on the normalised
 * intensities that the network is shown; `levels` says which of them stand for a raw intensity of 0 and for the
 * image's mean, which is all that counting electrons and multiplying need to know of the raw scale.
 */
export function changeIntensities(
  image: Float32Array,
  { height, width }: Size,
  policy: IntensityParts,
  levels: ImageLevels,
  random: PartRandom,
): void {
  const { gamma, contrast, brightness, blur, poisson: counting, speckle, noise } = policy;
  const own = (name: keyof IntensityParts) => drawPart(name, policy[name], random);

  const gammaRandom = own('gamma');
  if (gammaRandom) raise(image, logUniform(gammaRandom, gamma!.exponent));
  const contrastRandom = own('contrast');
  if (contrastRandom) stretch(image, contrastRandom.between(...contrast!.factor));
  const brightnessRandom = own('brightness');
  if (brightnessRandom) add(image, brightnessRandom.between(...brightness!.offset));
  const blurRandom = own('blur');
  if (blurRandom) gaussianBlur(image, height, width, blurRandom.between(...blur!.sigma));
  const countingRandom = own('poisson');
  if (countingRandom) count(image, levels, logUniform(countingRandom, counting!.dose), countingRandom);
  const speckleRandom = own('speckle');
  if (speckleRandom) multiply(image, levels, speckleRandom.between(...speckle!.sigma), speckleRandom);
  const noiseRandom = own('noise');
  if (noiseRandom) addNoise(image, noiseRandom.between(...noise!.sigma), noiseRandom);
}

/** Uniform in the logarithm, for what is a ratio: as often below the geometric middle as above. */
function logUniform(random: Random, [low, high]: readonly [number, number]): number {
  return low * (high / low) ** random.uniform();
}

/**
 * x = low + (high − low) u becomes low + (high − low) u^exponent: the same for every normalisation, and the range stays
 * (as nnU-Net does it, Isensee et al., Nature Methods 2021).
 */
function raise(image: Float32Array, exponent: number): void {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < image.length; i++) {
    const value = image[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const range = high - low;
  if (!(range > 0)) return;
  for (let i = 0; i < image.length; i++) image[i] = low + range * ((image[i]! - low) / range) ** exponent;
}

function stretch(image: Float32Array, factor: number): void {
  let sum = 0;
  for (let i = 0; i < image.length; i++) sum += image[i]!;
  const mean = sum / image.length;
  for (let i = 0; i < image.length; i++) image[i] = mean + factor * (image[i]! - mean);
}

function add(image: Float32Array, offset: number): void {
  for (let i = 0; i < image.length; i++) image[i]! += offset;
}

/**
 * The number of electrons that a pixel counts is Poisson distributed; its mean is proportional to the raw intensity and
 * is `dose` where that is the image's mean. Intensities below the raw 0 count none.
 */
function count(image: Float32Array, { zero, mean }: ImageLevels, dose: number, random: Random): void {
  const perElectron = (mean - zero) / dose;
  // Nothing was counted in an image that is black.
  if (perElectron === 0) return;
  for (let i = 0; i < image.length; i++) {
    const expected = Math.max(0, (image[i]! - zero) / perElectron);
    image[i] = zero + perElectron * poisson(expected, random);
  }
}

function multiply(image: Float32Array, { zero }: ImageLevels, sigma: number, random: Random): void {
  for (let i = 0; i < image.length; i++) image[i] = zero + (image[i]! - zero) * (1 + sigma * random.normal());
}

function addNoise(image: Float32Array, sigma: number, random: Random): void {
  for (let i = 0; i < image.length; i++) image[i]! += sigma * random.normal();
}
