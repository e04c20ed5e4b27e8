import { rasterExtensions } from '../formats/raster-extensions.js';
import { ImageError } from '../image-error.js';

/** A file of the user's, with the digest that it had when the experiment was planned. */
export interface SourceFile {
  /** Path relative to the folder that was named, with `/`. */
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
}

export interface LabelledFile {
  /** The relative path without its extension: how the image is called from here on. */
  readonly name: string;
  readonly image: SourceFile;
  readonly mask?: SourceFile;
}

export interface Pairing {
  readonly files: readonly LabelledFile[];
  /** About the image folder, and about the mask folder. */
  readonly imageProblems: readonly ImageError[];
  readonly maskProblems: readonly ImageError[];
}

/** Finds each image's mask: the one of the same relative path, whatever its extension. Sorted by name. */
export function pairFiles(
  images: readonly SourceFile[],
  masks: readonly SourceFile[] | undefined,
  exclude: readonly string[] = [],
): Pairing {
  const excluded = new Set(exclude);
  const imageProblems: ImageError[] = [];
  const maskProblems: ImageError[] = [];
  const imageOf = byName(images, excluded, imageProblems);
  const maskOf = byName(masks ?? [], excluded, maskProblems);
  if (imageOf.size === 0)
    imageProblems.push(new ImageError('the folder has no images', 'PNG, TIFF and JPEG are read.'));
  if (masks) {
    const bare = [...imageOf.keys()].filter((name) => !maskOf.has(name));
    const stray = [...maskOf.keys()].filter((name) => !imageOf.has(name));
    const hint =
      'A mask has the relative path of its image, with any extension. `exclude` leaves images out.';
    if (bare.length > 0) maskProblems.push(new ImageError(`no mask for ${listed(bare)}`, hint));
    if (stray.length > 0)
      maskProblems.push(new ImageError(`no image for the mask of ${listed(stray)}`, hint));
  }
  const files = [...imageOf].map(([name, image]): LabelledFile => {
    const mask = maskOf.get(name);
    return mask ? { name, image, mask } : { name, image };
  });
  return { files, imageProblems, maskProblems };
}

/** What an image is called: the path of its file in the folder, without the extension. */
export function nameOf(path: string): string {
  const extension = rasterExtensions.find((known) => path.toLowerCase().endsWith(known));
  return extension ? path.slice(0, -extension.length) : path;
}

function byName(
  files: readonly SourceFile[],
  excluded: ReadonlySet<string>,
  problems: ImageError[],
): Map<string, SourceFile> {
  const found = new Map<string, SourceFile>();
  for (const file of files) {
    const name = nameOf(file.name);
    if (excluded.has(name)) continue;
    const other = found.get(name);
    if (other) {
      const message = `${other.name} and ${file.name} differ only by their extension`;
      problems.push(new ImageError(message, 'Remove one, or move it to another folder.'));
    }
    found.set(name, file);
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Names for a message: the first few, and how many more there are. */
export function listed(names: readonly string[], most = 10): string {
  const more = names.length - most;
  return names.slice(0, most).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
