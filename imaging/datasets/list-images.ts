import { posix } from 'node:path';
import { ImageError } from '../image-error.js';
import { mapFiles } from './at-a-time.js';
import { firstProblems } from './first-problems.js';
import type { FilesProblem, ListedImage, StoredImage } from './listed-image.js';
import { type NamedImage, nameImages, namePoints } from './name-images.js';
import { pairFiles } from './pair-files.js';
import { scaledSize } from './preparation.js';
import { type Reading, readMask } from './read-images.js';
import type { Size } from './reduce.js';
import { type SourceFile, sourceFiles } from './source-files.js';
import type { StoredFiles } from './stored-files.js';
import { cutTile, type TilePlace, tilePlaces } from './tiles.js';

/** The files of one role. */
export interface RoleFiles {
  readonly files: readonly SourceFile[];
  /** What the images of its only file are called after, in place of its own name. */
  readonly stem?: string | undefined;
}

export interface ListRequest {
  readonly roles: { readonly images: RoleFiles } & {
    readonly [P in 'masks' | 'targets' | 'points']?: RoleFiles | undefined;
  };
  readonly reading: Reading;
  /** Names of files and images that are left out; what they belong to is not even opened. */
  readonly excluded: ReadonlySet<string>;
  /** Images and tiles whose masks have fewer pixels of foreground are left out. */
  readonly minForeground?: number | undefined;
}

export interface ImageList {
  /** Sorted by name; tiles of an image in its reading order. */
  readonly images: readonly ListedImage[];
  /** How many were left out for want of foreground. */
  readonly bare: number;
  /** Of the excluded names those that an image or a file of images has. */
  readonly found: ReadonlySet<string>;
  readonly problems: readonly FilesProblem[];
}

/** What says which array of a file is read. */
const arrayParams = { images: 'array', masks: 'maskArray', targets: 'targetArray' } as const;

/** Finds the images in the files of a data set, and what lies beside each. */
export async function listImages(files: StoredFiles, request: ListRequest): Promise<ImageList> {
  const { roles, reading, excluded, minForeground } = request;
  const { tile } = reading.preparation;
  const isExcluded = (name: string) => excluded.has(name);
  const found = new Set<string>();
  const isExcludedImage = (name: string) => isExcluded(name) && found.add(name) !== undefined;
  const problems: FilesProblem[] = [];
  const unreadable = new Set<string>();
  const named = async (role: 'images' | 'masks' | 'targets', { files: listed, stem }: RoleFiles) => {
    const found = await nameImages(sourceFiles(listed), {
      headerOf: (file) => files.header(file, reading.arrays[role]),
      sizes: role === 'images' && tile !== undefined,
      isExcluded: role === 'images' ? isExcludedImage : isExcluded,
      stem,
    });
    const unopened = found.unreadable.map(({ stem, error }): FilesProblem => {
      unreadable.add(stem);
      const hint = error.hint?.replace('`array`', `\`${arrayParams[role]}\``);
      return { role, error: new ImageError(error.message, hint) };
    });
    problems.push(...firstProblems(unopened));
    return found.images;
  };
  const images = await named('images', roles.images);
  if (images.length === 0 && problems.length === 0) {
    const hint = 'PNG, JPEG, TIFF, NPY, NPZ, MRC, DM3, DM4, HDF5, EMD and Zarr are read.';
    problems.push({ role: 'images', error: new ImageError('there are no images', hint) });
  }
  if (images.length === 0) return { images: [], bare: 0, found, problems };
  const masks = roles.masks && (await named('masks', roles.masks));
  const targets = roles.targets && (await named('targets', roles.targets));
  const points = roles.points && namePoints(roles.points.files, roles.points.stem);
  // How many images an unreadable file has is not known, so nothing is said of what may belong to it.
  const paired = pairFiles(
    { images, masks, targets, points },
    (name) => isExcluded(name) || unreadable.has(name) || unreadable.has(posix.dirname(name)),
  );
  problems.push(...paired.problems);
  for (const { name } of images) isExcludedImage(name);
  const tiled = tile
    ? cutAll(paired.images, images, reading).filter(({ name }) => !isExcludedImage(name))
    : paired.images;
  const kept =
    minForeground === undefined ? tiled : await withForeground(files, tiled, reading, minForeground);
  return { images: kept, bare: tiled.length - kept.length, found, problems };
}

/** More tiles than an image has: so those of two images never have the same position. */
const positionsPerImage = 2 ** 28;

/** The tiles of each image; itself where it is unreadable or too small, which is said when it is read. */
function cutAll(
  images: readonly ListedImage[],
  named: readonly NamedImage[],
  { preparation }: Reading,
): ListedImage[] {
  const headers = new Map(named.map(({ stored, header }) => [stored, header]));
  return images.flatMap((listed) => {
    const header = headers.get(listed.image);
    const size = header && scaledSize(preparation.region ?? header, preparation);
    const places = size && preparation.tile ? tilePlaces(size, preparation.tile) : [];
    if (places.length === 0) return [listed];
    return places.map((place, number) => ({
      ...listed,
      name: `${listed.name}@${place.join()}`,
      position: listed.position * positionsPerImage + number,
      tile: place,
    }));
  });
}

/** Those with as many pixels of any class but the first; what cannot be read stays, and is said when it is read. */
async function withForeground(
  files: StoredFiles,
  images: readonly ListedImage[],
  reading: Reading,
  least: number,
): Promise<ListedImage[]> {
  const bySource = new Map<StoredImage, ListedImage[]>();
  for (const listed of images) {
    const pieces = bySource.get(listed.image);
    if (pieces) pieces.push(listed);
    else bySource.set(listed.image, [listed]);
  }
  const kept = await mapFiles([...bySource.values()], async (pieces) => {
    const [{ image, masks: stored }] = pieces as [ListedImage];
    if (!stored) return pieces;
    try {
      const size = await files.header(image.file, reading.arrays.images);
      const { mask } = await readMask(files, stored, size, reading);
      const cut = scaledSize(reading.preparation.region ?? size, reading.preparation);
      return pieces.filter(({ tile }) => foregroundIn(mask, cut, tile, reading) >= least);
    } catch (error) {
      if (error instanceof ImageError) return pieces;
      throw error;
    }
  });
  return kept.flat();
}

function foregroundIn(
  mask: Uint8Array,
  size: Size,
  place: TilePlace | undefined,
  { preparation }: Reading,
): number {
  const { tile } = preparation;
  const piece = tile && place ? cutTile(mask, size, place, tile) : mask;
  let count = 0;
  for (let i = 0; i < piece.length; i++) if (piece[i]! > 0) count += 1;
  return count;
}
