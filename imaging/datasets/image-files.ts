import { ImageError } from '../image-error.js';
import type { ImageSource } from '../image-source.js';
import type { LabelledFile } from './pair-files.js';
import { inWords, type Preparation, type PreparedMask, readImage, readMask } from './read-file.js';
import type { Size } from './reduce.js';

/**
 * Files as a source of images of one size, decoded one at a time when asked for. The file at `reference` fixes size
 * and element type; an `ImageError` says where another one differs. `noteMask` is told of each mask that is read.
 */
export async function openImageFiles(
  files: readonly LabelledFile[],
  preparation: Preparation,
  reference: number,
  noteMask: (name: string, mask: PreparedMask) => void,
): Promise<ImageSource> {
  const at = (index: number): LabelledFile => {
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

  async function mask(index: number) {
    const file = at(index).mask;
    if (!file) throw new Error(`bug: image ${index} has no mask`);
    if (!storedSizes.has(index)) await image(index);
    const read = await readMask(file, storedSizes.get(index)!, preparation);
    noteMask(file.name, read);
    return read.mask;
  }

  return {
    names: files.map((file) => file.name),
    ...model.size,
    dtype: model.dtype,
    image,
    ...(files.every((file) => file.mask) && { mask }),
  };
}
