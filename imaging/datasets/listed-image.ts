import type { PixelSize } from '../formats/image-file.js';
import type { ImageError } from '../image-error.js';
import type { ImageOrigin } from '../image-set.js';
import type { SourceFile } from './source-files.js';

/** What can lie beside images. */
export const partners = ['masks', 'targets', 'points'] as const;
export type Partner = (typeof partners)[number];
/** What the files of a data set are for. */
export type Role = 'images' | Partner;

/** Something wrong with files. */
export interface FilesProblem {
  readonly role: Role;
  readonly error: ImageError;
}

/** One of the images of a file. */
export interface StoredImage {
  readonly file: SourceFile;
  /** Which one, counted from 0; not given where the file holds only one. */
  readonly image?: number;
}

/** An image, or a tile of one, and what lies beside it. */
export interface ListedImage extends Readonly<Partial<Record<Partner, StoredImage>>> {
  /**
   * How it is called: the path of its file without the extension, `/0012` if it is image 12 of the file, and `@512,0`
   * if it is the tile that begins at column 512, row 0.
   */
  readonly name: string;
  /** Its place among all, those that are left out counted, too. */
  readonly position: number;
  readonly image: StoredImage;
  readonly tile?: readonly [x: number, y: number];
  /** As far as it is known without reading the pixels. */
  readonly pixelSize?: PixelSize;
}

/** How an image of a file is called in messages. */
export function inWords({ file, image }: StoredImage): string {
  return image === undefined ? file.name : `image ${image} of ${file.name}`;
}

/** `array` is the one that was chosen in the file. */
export function originOf({ image, tile }: ListedImage, array?: string): ImageOrigin {
  return {
    file: image.file.name,
    fileDigest: image.file.sha256.slice(0, 32),
    ...(array !== undefined && { array }),
    ...(image.image !== undefined && { image: image.image }),
    ...(tile && { tile }),
  };
}

/** Equal where images are the same part of the same content, so that their pixels need not be compared. */
export function contentOf({ image: { file, image }, tile }: ListedImage): string {
  if (image === undefined && tile === undefined) return file.sha256;
  return `${file.sha256} ${image ?? 0} ${tile?.join() ?? ''}`;
}
