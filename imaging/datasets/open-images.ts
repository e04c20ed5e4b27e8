import { byteLength, type Pixels } from '../formats/npy.js';
import { digestOfPixels } from '../image-digest.js';
import { ImageError } from '../image-error.js';
import type { ImageSource } from '../image-source.js';
import { meanAndStd } from '../mean-and-std.js';
import { commonPixelSize } from './common-pixel-size.js';
import type { LabelledImages } from './labels.js';
import { lately } from './lately.js';
import {
  type ListedImage,
  inWords as nameOf,
  originOf,
  type Partner,
  type StoredImage,
} from './listed-image.js';
import { classNames } from './mask-classes.js';
import type { NonFinite } from './non-finite.js';
import { inWords, preparedSize } from './preparation.js';
import {
  type PreparedMask,
  type Reading,
  readImage,
  readMask,
  readPoints,
  readTarget,
} from './read-images.js';
import type { Size } from './reduce.js';
import type { StoredFiles } from './stored-files.js';
import { cutTile, tilePoints } from './tiles.js';

/** Is told of what is read, when it is; of the image of several tiles perhaps more than once. */
export interface Notes {
  digest(index: number, digest: string): void;
  nonFinite(image: StoredImage, replaced: NonFinite): void;
  fitted(image: StoredImage): void;
  mask(stored: StoredImage, mask: Omit<PreparedMask, 'mask'>): void;
}

export interface ImagesRequest {
  readonly files: StoredFiles;
  readonly images: readonly ListedImage[];
  readonly reading: Reading;
  readonly labels: LabelledImages | undefined;
  /** The image that fixes size and element type; an `ImageError` says where another one differs. */
  readonly reference: number;
  readonly notes: Notes;
}

/** Images of files as a source of images of one size, decoded when asked for. */
export async function openImages(request: ImagesRequest): Promise<ImageSource> {
  const { files, images, reading, labels, reference, notes } = request;
  const { tile } = reading.preparation;
  const at = (index: number): ListedImage => {
    const listed = images[index];
    if (!listed) throw new Error(`bug: there is no image ${index}`);
    return listed;
  };

  const storedSizes = new Map<StoredImage, Size>();
  const sizesInUse = new Map<string, Size>();
  async function readWhole(stored: StoredImage) {
    const whole = await readImage(files, stored, reading);
    // Most images have one size: it is kept once.
    const size = sizesInUse.get(inWords(whole.storedSize)) ?? whole.storedSize;
    sizesInUse.set(inWords(size), size);
    storedSizes.set(stored, size);
    if (whole.nonFinite) notes.nonFinite(stored, whole.nonFinite);
    if (whole.fitted) notes.fitted(stored);
    return { ...whole, ...(tile && { statistics: meanAndStd(whole.pixels) }) };
  }
  /** Of tiles the image that they are cut from is read once for all. */
  const once = lately<StoredImage, Awaited<ReturnType<typeof readWhole>>>();
  const whole = (stored: StoredImage) => (tile ? once(stored, () => readWhole(stored)) : readWhole(stored));

  const model = await whole(at(reference).image);
  const size = tile ? { height: tile.size, width: tile.size } : model.size;
  const decoded = reading.preparation.region ?? model.storedSize;

  async function image(index: number) {
    const listed = at(index);
    const read = await whole(listed.image);
    const [name, modelName] = [nameOf(listed.image), nameOf(at(reference).image)];
    if (!tile && (read.size.height !== size.height || read.size.width !== size.width)) {
      throw new ImageError(
        `${name} is ${inWords(read.size)}, ${modelName} ${inWords(size)}`,
        'Say with `fit` how to make them equal.',
      );
    }
    if (read.dtype !== model.dtype) {
      throw new ImageError(`${name} has ${read.dtype} pixels, ${modelName} ${model.dtype}`);
    }
    const pixels = tile && listed.tile ? cutTile(read.pixels, read.size, listed.tile, tile) : read.pixels;
    const digest = digestOfPixels(pixels, size);
    notes.digest(index, digest);
    return { pixels, digest, ...(read.statistics && { statistics: read.statistics }) };
  }

  /** What lies beside an image, and the sizes of the image's own file. */
  async function beside(listed: ListedImage, partner: Partner) {
    const stored = listed[partner];
    if (!stored) throw new Error(`bug: ${listed.name} has no ${partner}`);
    if (!storedSizes.has(listed.image)) await whole(listed.image);
    return { stored, storedSize: storedSizes.get(listed.image)! };
  }
  /** What lies beside an image as a whole, cut like the image. */
  function cut<P extends Pixels>(readWhole: (listed: ListedImage) => Promise<P>) {
    const once = lately<StoredImage, P>();
    return async (index: number): Promise<P> => {
      const listed = at(index);
      if (!tile || !listed.tile) return readWhole(listed);
      const pixels = await once(listed.image, () => readWhole(listed));
      const storedSize = storedSizes.get(listed.image)!;
      return cutTile(
        pixels,
        preparedSize(listed.name, reading.preparation.region ?? storedSize, reading.preparation),
        listed.tile,
        tile,
      );
    };
  }
  const mask = cut(async (listed) => {
    const { stored, storedSize } = await beside(listed, 'masks');
    const { mask, ...seen } = await readMask(files, stored, storedSize, reading);
    notes.mask(stored, seen);
    return mask;
  });
  const target = cut(async (listed) => {
    const { stored, storedSize } = await beside(listed, 'targets');
    return readTarget(files, stored, { storedSize, dtype: model.dtype }, reading);
  });
  async function points(index: number) {
    const listed = at(index);
    const { stored, storedSize } = await beside(listed, 'points');
    const read = await readPoints(files, stored, storedSize, reading);
    return tile && listed.tile ? tilePoints(read, listed.tile, tile) : read;
  }
  const have = (partner: Partner) => images.every((listed) => listed[partner]);
  return {
    names: images.map(({ name }) => name),
    ...size,
    dtype: model.dtype,
    ...commonPixelSize(images, reading.preparation),
    bytesToRead: byteLength(model.dtype, [decoded.height, decoded.width]),
    origin: (index) => originOf(at(index), reading.arrays.images),
    image,
    ...(have('masks') && { masks: { classes: classNames(reading.classes ?? { above: 0 }), mask } }),
    ...(have('targets') && { targets: { dtype: model.dtype, target } }),
    ...(have('points') && { points }),
    ...(labels && { labels: { names: labels.names, label: (index) => labels.numbers[index]! } }),
  };
}
