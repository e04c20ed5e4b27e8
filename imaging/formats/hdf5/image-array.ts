import { ImageError } from '../../image-error.js';
import { arrayLayout } from '../array-layout.js';
import { chooseArray } from '../choose-array.js';
import { emdArrays, emdPixelSize, sidesOfArray } from './emd.js';
import type { ImageArray, StoredArray } from './stored-array.js';
import type { StoredFile } from './stored-file.js';

/** The array `wanted`, or the only one that could hold images. `name` is the file's, for messages. */
export function imageArray(name: string, file: StoredFile, wanted: string | undefined): ImageArray {
  const array = chosenArray(name, file, wanted?.replace(/^\/+/, ''));
  const title = `${name}:${array.name}`;
  const { dtype, shape, obstacle } = array;
  const sides = sidesOfArray(array);
  // Says what is wrong with the shape.
  if (!sides || shape.includes(0)) arrayLayout(title, shape);
  if (dtype === undefined) throw new ImageError(`${title} does not hold numbers of 8 to 64 bits`);
  if (obstacle !== undefined) {
    const hint =
      'Write it anew, contiguous or in smaller blocks compressed with gzip, with h5py or h5repack.';
    throw new ImageError(`${title} ${obstacle}, which is not read`, hint);
  }
  return { ...array, dtype, sides: sides!, pixelSize: emdPixelSize(file, array, sides!) };
}

function chosenArray(name: string, file: StoredFile, wanted: string | undefined): StoredArray {
  const chosen = wanted === undefined ? undefined : file.array(wanted);
  if (chosen) return chosen;
  const all = file.arrays();
  const candidates = emdArrays(file, all).filter(
    (array) => array.dtype !== undefined && sidesOfArray(array) && !array.shape.includes(0),
  );
  return chooseArray(name, { candidates, all }, { array: wanted });
}
