import { ImageError } from '../image-error.js';
import type { ImageSource } from '../image-source.js';
import type { LabelledImages } from './labels.js';
import { classNames, type MaskClasses } from './mask-classes.js';
import type { ImageFiles, Partner, SourceFile } from './pair-files.js';
import { inWords, type Preparation } from './preparation.js';
import { type PreparedMask, readImage, readMask, readPoints, readTarget } from './read-file.js';
import type { Size } from './reduce.js';

export interface ImageFilesRequest {
  readonly files: readonly ImageFiles[];
  readonly preparation: Preparation;
  /** How the masks show their classes; undefined: anything but black is foreground. */
  readonly classes: MaskClasses | undefined;
  readonly labels: LabelledImages | undefined;
  /** The file that fixes size and element type; an `ImageError` says where another one differs. */
  readonly reference: number;
  /** Is told of each mask that is read. */
  readonly noteMask: (name: string, mask: PreparedMask) => void;
}

/** Files as a source of images of one size, decoded one at a time when asked for. */
export async function openImageFiles(request: ImageFilesRequest): Promise<ImageSource> {
  const { files, preparation, labels, reference } = request;
  const at = (index: number): ImageFiles => {
    const file = files[index];
    if (!file) throw new Error(`bug: there is no image ${index}`);
    return file;
  };
  const model = await readImage(at(reference).image, preparation);
  const storedSizes = new Map<number, Size>();

  async function image(index: number) {
    const { image } = at(index);
    const { pixels, dtype, size, storedSize } = await readImage(image, preparation);
    if (size.height !== model.size.height || size.width !== model.size.width) {
      throw new ImageError(
        `${image.name} is ${inWords(size)}, ${at(reference).image.name} ${inWords(model.size)}`,
        'Say with `fit` how to make them equal.',
      );
    }
    if (dtype !== model.dtype) {
      throw new ImageError(`${image.name} has ${dtype} pixels, ${at(reference).image.name} ${model.dtype}`);
    }
    storedSizes.set(index, storedSize);
    return pixels;
  }

  /** The file beside an image, and the size that the image's own file has. */
  async function beside(index: number, partner: Partner): Promise<{ file: SourceFile; storedSize: Size }> {
    const file = at(index)[partner];
    if (!file) throw new Error(`bug: image ${index} has no ${partner}`);
    if (!storedSizes.has(index)) await image(index);
    return { file, storedSize: storedSizes.get(index)! };
  }

  async function mask(index: number) {
    const { file, storedSize } = await beside(index, 'masks');
    const read = await readMask(file, storedSize, preparation, request.classes);
    request.noteMask(file.name, read);
    return read.mask;
  }

  async function target(index: number) {
    const { file, storedSize } = await beside(index, 'targets');
    return readTarget(file, { storedSize, dtype: model.dtype }, preparation);
  }

  async function points(index: number) {
    const { file, storedSize } = await beside(index, 'points');
    return readPoints(file, storedSize, preparation);
  }

  const have = (partner: Partner) => files.every((file) => file[partner]);
  return {
    names: files.map((file) => file.name),
    ...model.size,
    dtype: model.dtype,
    image,
    ...(have('masks') && { masks: { classes: classNames(request.classes ?? { above: 0 }), mask } }),
    ...(have('targets') && { targets: { dtype: model.dtype, target } }),
    ...(have('points') && { points }),
    ...(labels && { labels: { names: labels.names, label: (index) => labels.numbers[index]! } }),
  };
}
