import type { PixelSize } from '../formats/image-file.js';
import { ImageError } from '../image-error.js';
import { mapFiles } from './at-a-time.js';
import { pictureExtensions, pointsExtensions, stemOf, withoutExtension } from './extensions.js';
import type { StoredImage } from './listed-image.js';
import type { SourceFile } from './source-files.js';

/** What is known of a file without reading its pixels. */
export interface FileHeader {
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly pixelSize?: PixelSize;
}

/** An image of a file, and how it is called. */
export interface NamedImage {
  readonly name: string;
  readonly stored: StoredImage;
  /** Of its file, where that was opened. */
  readonly header?: FileHeader;
  readonly pixelSize?: PixelSize;
}

/** At least so many digits number the images of a file. */
const digits = 4;

/** A file that cannot be opened. */
export interface Unreadable {
  /** What its images would be called after. */
  readonly stem: string;
  readonly error: ImageError;
}

/**
 * Names the images of files, sorted by name: a file's only image like the file, several `file/0000`, `file/0001`, ….
 * Files that may hold several are opened to see how many; all of them where `sizes` are wanted. `isExcluded` is asked
 * first, so that nothing is looked at that is left out.
 */
export async function nameImages(
  files: readonly SourceFile[],
  request: {
    readonly headerOf: (file: SourceFile) => Promise<FileHeader>;
    readonly sizes: boolean;
    readonly isExcluded: (name: string) => boolean;
    /** What the images of the only file are called after, in place of its own name. */
    readonly stem?: string | undefined;
  },
): Promise<{ readonly images: readonly NamedImage[]; readonly unreadable: readonly Unreadable[] }> {
  const { headerOf, sizes, isExcluded } = request;
  const unreadable: Unreadable[] = [];
  const named = await mapFiles(files, async (file): Promise<NamedImage[]> => {
    const stem = request.stem ?? stemOf(file.name);
    const single = { name: stem, stored: { file } };
    if (isExcluded(stem) || (!sizes && isPicture(file.name))) return [single];
    try {
      return numbered(single, await headerOf(file));
    } catch (error) {
      if (!(error instanceof ImageError)) throw error;
      unreadable.push({ stem, error });
      return [];
    }
  });
  return { images: sorted(named.flat()), unreadable };
}

function numbered({ name, stored }: NamedImage, header: FileHeader): NamedImage[] {
  const known = { header, ...(header.pixelSize && { pixelSize: header.pixelSize }) };
  if (header.images === 1) return [{ name, stored, ...known }];
  const width = Math.max(digits, String(header.images).length);
  return Array.from({ length: header.images }, (_, image) => ({
    name: `${name}/${String(image).padStart(width, '0')}`,
    stored: { file: stored.file, image },
    ...known,
  }));
}

/** Files of points, one for each image. */
export function namePoints(files: readonly SourceFile[], stem?: string): readonly NamedImage[] {
  return sorted(
    files.map((file) => ({ name: stem ?? withoutExtension(file.name, pointsExtensions), stored: { file } })),
  );
}

function isPicture(name: string): boolean {
  return withoutExtension(name, pictureExtensions) !== name;
}

/** Those of one name stay in the order of their files, so that the same one is always found first. */
function sorted(images: NamedImage[]): NamedImage[] {
  return images.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
