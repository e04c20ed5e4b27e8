import type { sidesOf } from '../array-layout.js';
import type { PixelSize, StoredDtype } from '../image-file.js';

/** An array in an HDF5 file. */
export interface StoredArray {
  /** Its path from the root, without the first slash: `data/image/data`. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Undefined for anything but numbers. */
  readonly dtype: StoredDtype | undefined;
  /** In bytes. */
  readonly elementBytes: number;
  /** Shape of the blocks that it is stored in, where it is. */
  readonly chunks: readonly number[] | undefined;
  /** Why it cannot be read, though its kind of elements could. */
  readonly obstacle: string | undefined;
}

/** An array whose sides are known. */
export interface ImageArray extends StoredArray {
  readonly dtype: StoredDtype;
  /** What the sides are, in the order of the shape. */
  readonly sides: NonNullable<ReturnType<typeof sidesOf>>;
  readonly pixelSize: PixelSize | undefined;
}

/** Part of an array: the first index and the number of indices along each side. */
export interface Slab {
  readonly start: readonly number[];
  readonly count: readonly number[];
}
