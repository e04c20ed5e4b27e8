import type { Region } from '../../datasets/region.js';
import type { Pixels } from '../npy.js';
import type { Content } from './mount.js';
import type { ImageArray } from './stored-array.js';

/** What the thread with the library is asked to do with a file, which is known by a number. */
export type Request =
  | { readonly do: 'open'; readonly file: number; readonly content: Content }
  /** Choose the array with images; see `imageArray`. */
  | {
      readonly do: 'choose';
      readonly file: number;
      readonly name: string;
      readonly wanted: string | undefined;
    }
  | {
      readonly do: 'read';
      readonly file: number;
      readonly array: ImageArray;
      readonly index: number;
      readonly region: Region;
    }
  | { readonly do: 'close'; readonly file: number };

export type Answer =
  | { readonly is: 'done' }
  | { readonly is: 'chosen'; readonly array: ImageArray }
  | { readonly is: 'read'; readonly pixels: Pixels }
  /** An `ImageError`. */
  | { readonly is: 'refused'; readonly message: string; readonly hint: string | undefined }
  /** The library says that the file is not as it should be. */
  | { readonly is: 'damaged' }
  /** The library failed and must not be used any more. */
  | { readonly is: 'broken'; readonly reason: string };
