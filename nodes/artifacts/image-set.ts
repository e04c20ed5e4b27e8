import type { Region } from '../../imaging/datasets/region.js';
import type { PixelSize } from '../../imaging/formats/image-file.js';
import { byteLength, type Dtype, largestValue } from '../../imaging/formats/npy.js';
import type { ImageOrigin, ImagePoint, ImageSet, Intensities, Truths } from '../../imaging/image-set.js';
import type { InputArtifact } from '../run-context.js';
import { openStackedArray, type StackedArray } from './stacked-array.js';

/** What `index.json` of an image set says of one image. */
export interface ImageEntry {
  readonly name: string;
  /** See `ImageSet.digest`. */
  readonly digest: string;
  /** Mean and population standard deviation of the raw intensities, as `zscore` uses them. */
  readonly mean: number;
  readonly std: number;
  /** Number of its class, where the set has labels. */
  readonly label?: number;
  readonly origin: ImageOrigin;
}

/** `index.json` of an image set. */
export interface ImageSetIndex extends Intensities {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly truths: Truths;
  readonly pixelSize?: PixelSize;
  /** Of the images; targets can have another one. */
  readonly dtype: Dtype;
  /** Each array is cut into files of so many images; the last has what is left. */
  readonly imagesPerShard: number;
  /** One a line. */
  readonly images: readonly ImageEntry[];
}

/** A line of `points.jsonl`. */
interface PointsEntry {
  readonly points: readonly ImagePoint[];
}

/**
 * Opens an image-set artifact. Arrays of up to `heldInMemoryBytes` together are read at once; of larger ones, rows are
 * read when they are asked for. Throws where the artifact's files contradict each other.
 */
export async function openImageSet(
  artifact: InputArtifact,
  heldInMemoryBytes = 512 * 1024 * 1024,
): Promise<ImageSet> {
  const index = await artifact.json<ImageSetIndex>('index.json');
  const { count, height, width, truths, normalization, contrast, pixelSize, imagesPerShard } = index;
  if (index.images.length !== count) {
    throw new Error(`index.json says ${count} images and lists ${index.images.length}`);
  }
  const shape = [count, height, width];
  // Targets may take less than is counted for them.
  const bytes =
    byteLength(index.dtype, shape) +
    (truths.classes ? byteLength('uint8', shape) : 0) +
    (truths.images ? byteLength('float32', shape) : 0);
  const opened = (name: string, dtype: Dtype | undefined, ...channels: number[]) =>
    openStackedArray(artifact, {
      name,
      ...(dtype && { dtype }),
      count,
      imagesPerShard,
      shape: [height, width, ...channels],
      held: bytes <= heldInMemoryBytes,
    });
  const images = await opened('images', index.dtype, 1);
  const masks = truths.classes && (await opened('masks', 'uint8'));
  const targets = truths.images && (await opened('targets', undefined, 1));
  const points = truths.points && parsePoints(await artifact.read('points.jsonl'));

  const whole: Region = { x: 0, y: 0, height, width };
  /** Writes the raw elements of image `i`, times `scale` plus `offset`. */
  function write(array: StackedArray, i: number, into: Float32Array, reading: Reading, within = whole) {
    mustLieInside(within, whole);
    if (into.length < within.height * within.width) throw new Error('bug: an array too small for the region');
    const { scale, offset } = reading;
    const rows = array.rows(i, within.y, within.height);
    for (let row = 0, to = 0; row < within.height; row++) {
      const from = row * width + within.x;
      for (let end = from + within.width, at = from; at < end; at++) into[to++] = rows[at]! * scale + offset;
    }
  }
  return {
    count,
    height,
    width,
    truths,
    intensities: { normalization, contrast },
    ...(pixelSize && { pixelSize }),
    name: (i) => at(index.images, i).name,
    digest: (i) => at(index.images, i).digest,
    origin: (i) => at(index.images, i).origin,
    levels(i) {
      const { scale, offset } = readingOf(at(index.images, i), images.dtype, index);
      return { zero: offset, mean: at(index.images, i).mean * scale + offset };
    },
    readImage(i, into, within) {
      write(images, i, into, readingOf(at(index.images, i), images.dtype, index), within);
    },
    readMask(i, into, within) {
      write(existing(masks, 'masks'), i, into, { scale: 1, offset: 0 }, within);
    },
    readTarget(i, into, within) {
      const array = existing(targets, 'target images');
      const { scale, offset } = readingOf(at(index.images, i), images.dtype, index);
      // Of another type, the same intensity is another number.
      const ratio = largestValue[images.dtype] / largestValue[array.dtype];
      write(array, i, into, { scale: scale * ratio, offset }, within);
    },
    points: (i) => at(existing(points, 'points'), i),
    label: (i) => existing(at(index.images, i).label, 'labels'),
  };
}

/** How raw intensities of one image become what a network is shown: times `scale`, plus `offset`. */
interface Reading {
  readonly scale: number;
  readonly offset: number;
}

function readingOf(image: ImageEntry, dtype: Dtype, { normalization, contrast }: Intensities): Reading {
  const sign = contrast === 'invert' ? -1 : 1;
  if (normalization === 'zscore') {
    // A flat image has no deviation to divide by: it becomes all zeros.
    const scale = sign / (image.std || 1);
    return { scale, offset: -image.mean * scale };
  }
  if (normalization === 'symmetric') return { scale: (sign * 2) / largestValue[dtype], offset: -sign };
  if (normalization === 'unit') {
    return { scale: sign / largestValue[dtype], offset: contrast === 'invert' ? 1 : 0 };
  }
  const scale = sign / normalization.std;
  return { scale: scale / largestValue[dtype], offset: -normalization.mean * scale };
}

function mustLieInside({ x, y, height, width }: Region, whole: Region): void {
  if (x >= 0 && y >= 0 && x + width <= whole.width && y + height <= whole.height) return;
  throw new Error(
    `bug: ${width} × ${height} px at (${x}, ${y}) reach beyond ${whole.width} × ${whole.height} px`,
  );
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
