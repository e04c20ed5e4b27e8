import { type Dtype, largestValue, type Pixels } from '../../imaging/formats/npy.js';
import type { ImagePoint, ImageSet, Intensities, Truths } from '../../imaging/image-set.js';
import type { InputArtifact } from '../run-context.js';
import { openStackedArray } from './stacked-array.js';

/** What `index.json` of an image set says of one image. */
export interface ImageEntry {
  readonly name: string;
  /** Mean and population standard deviation of the raw intensities. */
  readonly mean: number;
  readonly std: number;
  /** Number of its class, where the set has labels. */
  readonly label?: number;
}

/** `index.json` of an image set. */
export interface ImageSetIndex extends Intensities {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly truths: Truths;
  readonly images: readonly ImageEntry[];
}

/** A line of `points.jsonl`. */
interface PointsEntry {
  readonly points: readonly ImagePoint[];
}

/**
 * Opens an image-set artifact. Arrays of up to `heldInMemoryBytes` are read at once, larger ones image by image.
 * Throws where its files contradict each other.
 */
export async function openImageSet(
  artifact: InputArtifact,
  heldInMemoryBytes = 512 * 1024 * 1024,
): Promise<ImageSet> {
  const index = await artifact.json<ImageSetIndex>('index.json');
  const { count, height, width, truths, normalization, contrast } = index;
  const stacked = (name: string, ...shape: number[]) =>
    openStackedArray(artifact, name, [count, height, width, ...shape], heldInMemoryBytes);
  const images = await stacked('images.npy', 1);
  const masks = truths.classes && (await stacked('masks.npy'));
  const targets = truths.images && (await stacked('targets.npy', 1));
  const points = truths.points && parsePoints(await artifact.read('points.jsonl'));

  return {
    count,
    height,
    width,
    truths,
    intensities: { normalization, contrast },
    name: (i) => at(index.images, i).name,
    readImage(i, into) {
      const { scale, offset } = readingOf(at(index.images, i), images.dtype, index);
      writeAffine(images.slice(i), scale, offset, into);
    },
    readMask(i, into) {
      into.set(existing(masks, 'masks').slice(i));
    },
    readTarget(i, into) {
      const { dtype, slice } = existing(targets, 'target images');
      const { scale, offset } = readingOf(at(index.images, i), images.dtype, index);
      // Of another type, the same intensity is another number.
      writeAffine(slice(i), scale * (largestValue[images.dtype] / largestValue[dtype]), offset, into);
    },
    points: (i) => at(existing(points, 'points'), i),
    label: (i) => existing(at(index.images, i).label, 'labels'),
  };
}

/** How raw intensities of one image become what a network is shown: times `scale`, plus `offset`. */
function readingOf(image: ImageEntry, dtype: Dtype, { normalization, contrast }: Intensities) {
  const sign = contrast === 'invert' ? -1 : 1;
  if (normalization === 'zscore') {
    // A flat image has no deviation to divide by: it becomes all zeros.
    const scale = sign / (image.std || 1);
    return { scale, offset: -image.mean * scale };
  }
  if (normalization === 'symmetric') return { scale: (sign * 2) / largestValue[dtype], offset: -sign };
  return { scale: sign / largestValue[dtype], offset: contrast === 'invert' ? 1 : 0 };
}

function writeAffine(raw: Pixels, scale: number, offset: number, into: Float32Array): void {
  for (let i = 0; i < raw.length; i++) into[i] = raw[i]! * scale + offset;
}

function parsePoints(content: Buffer): (readonly ImagePoint[])[] {
  const lines = content.toString('utf8').split('\n').slice(0, -1);
  return lines.map((line) => (JSON.parse(line) as PointsEntry).points);
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`bug: the image set has no image ${index}`);
  return item;
}

function existing<T>(truth: T | undefined, what: string): T {
  if (truth === undefined) throw new Error(`bug: asked for ${what} of an image set without ${what}`);
  return truth;
}
