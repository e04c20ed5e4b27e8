import { rasterExtensions } from '../formats/raster-extensions.js';
import { ImageError } from '../image-error.js';

/** A file of the user's, with the digest that it had when the experiment was planned. */
export interface SourceFile {
  /** Path relative to the folder that was named, with `/`. */
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
}

/** What can lie beside a folder of images, each in a folder of its own. */
export const partners = ['masks', 'targets', 'points'] as const;
export type Partner = (typeof partners)[number];

/** The files of each folder. */
export type Folders = { readonly images: readonly SourceFile[] } & {
  readonly [P in Partner]?: readonly SourceFile[] | undefined;
};

/** The files of one image. */
export interface ImageFiles extends Readonly<Partial<Record<Partner, SourceFile>>> {
  /** The relative path without its extension: how the image is called from here on. */
  readonly name: string;
  /** Its place in the sorted folder, those that are left out counted, too. */
  readonly position: number;
  readonly image: SourceFile;
}

/** Something wrong with the files of a folder. */
export interface FolderProblem {
  readonly folder: 'images' | Partner;
  readonly error: ImageError;
}

/** The files that hold the points of an image. */
export const pointsExtensions = ['.txt'] as const;

const extensionsOf = {
  masks: rasterExtensions,
  targets: rasterExtensions,
  points: pointsExtensions,
} as const;
/** One of what a folder holds, in words. */
const inWords = { masks: 'mask', targets: 'target', points: 'points' } as const;

/** Finds what lies beside each image: what has the same relative path, whatever its extension. Sorted by name. */
export function pairFiles(
  folders: Folders,
  exclude: readonly string[] = [],
): { readonly files: readonly ImageFiles[]; readonly problems: readonly FolderProblem[] } {
  const excluded = new Set(exclude);
  const problems: FolderProblem[] = [];
  const say = (folder: FolderProblem['folder'], message: string, hint: string) =>
    problems.push({ folder, error: new ImageError(message, hint) });
  const byName = (folder: FolderProblem['folder'], files: readonly SourceFile[]) => {
    const found = new Map<string, SourceFile>();
    for (const file of files) {
      const name = withoutExtension(file.name, folder === 'images' ? rasterExtensions : extensionsOf[folder]);
      if (excluded.has(name)) continue;
      const other = found.get(name);
      if (other) {
        const message = `${other.name} and ${file.name} differ only by their extension`;
        say(folder, message, 'Remove one, or move it to another folder.');
      }
      found.set(name, file);
    }
    return found;
  };

  const images = byName('images', folders.images);
  if (images.size === 0) say('images', 'the folder has no images', 'PNG, TIFF and JPEG are read.');
  const found = partners.flatMap((partner) => {
    const files = folders[partner];
    return files ? [[partner, byName(partner, files)] as const] : [];
  });
  for (const [partner, files] of found) {
    const what = inWords[partner];
    const bare = [...images.keys()].filter((name) => !files.has(name)).sort();
    const stray = [...files.keys()].filter((name) => !images.has(name)).sort();
    const hint = `The file has the relative path of its image, with any of ${extensionsOf[partner].join(', ')}. \`exclude\` leaves images out.`;
    if (bare.length > 0) say(partner, `no ${what} for ${listed(bare)}`, hint);
    if (stray.length > 0) say(partner, `no image for the ${what} of ${listed(stray)}`, hint);
  }

  const positions = [...new Set(folders.images.map((file) => nameOf(file.name)))].sort();
  const files = positions.flatMap((name, position) => {
    const image = images.get(name);
    const beside = found.flatMap(([partner, files]) => {
      const file = files.get(name);
      return file ? [[partner, file] as const] : [];
    });
    return image ? [{ name, position, image, ...Object.fromEntries(beside) }] : [];
  });
  return { files, problems };
}

/** What an image is called: the path of its file in the folder, without the extension. */
export function nameOf(path: string): string {
  return withoutExtension(path, rasterExtensions);
}

function withoutExtension(path: string, extensions: readonly string[]): string {
  const extension = extensions.find((known) => path.toLowerCase().endsWith(known));
  return extension ? path.slice(0, -extension.length) : path;
}

/** Names for a message: the first few, and how many more there are. */
export function listed(names: readonly string[], most = 10): string {
  const more = names.length - most;
  return names.slice(0, most).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
