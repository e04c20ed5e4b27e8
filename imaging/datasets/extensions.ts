import { rasterExtensions } from '../formats/raster-extensions.js';

/** Of files that always hold one image: that is known without opening them. */
export const pictureExtensions = ['.png', '.jpg', '.jpeg'] as const;

/** Of folders that count as one file, with all that they hold. */
export const folderExtensions = ['.zarr'] as const;

/** Of the files that hold the points of an image. */
export const pointsExtensions = ['.txt'] as const;

/** The path of a file or folder without what says its format. */
export function withoutExtension(path: string, extensions: readonly string[]): string {
  const lowerCase = path.toLowerCase();
  const extension = extensions.find((known) => lowerCase.endsWith(known));
  return extension ? path.slice(0, -extension.length) : path;
}

const known: readonly string[] = [...rasterExtensions, ...folderExtensions];

/** What an image is called after: the path of its file without what says its format. */
export function stemOf(path: string): string {
  return withoutExtension(path, known);
}
