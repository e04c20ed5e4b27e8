import { posix } from 'node:path';
import * as zarr from 'zarrita';
import { ImageError } from '../../image-error.js';
import { arrayLayout, sidesOf } from '../array-layout.js';
import { chooseArray } from '../choose-array.js';
import type { PixelSize } from '../image-file.js';
import { type ChunkedArray, checkedArray } from './checked-array.js';
import type { FolderStore } from './folder-store.js';
import { type AxisRole, type FullResolution, fullResolution } from './multiscales.js';

/** An array whose sides are known. */
export interface ImageArray {
  /** Path of the image or array in the folder; empty for the folder itself. */
  readonly name: string;
  readonly array: ChunkedArray;
  readonly roles: readonly AxisRole[];
  readonly pixelSize: PixelSize | undefined;
}

/**
 * The image or array at `wanted`, or else that of the folder itself, or else the only one in it. Throws an `ImageError`
 * that begins with the folder's name.
 */
export async function findArray(store: FolderStore, wanted: string | undefined): Promise<ImageArray> {
  const path = inside(store, '', wanted ?? '');
  const node = await openNode(store, path);
  if (node instanceof zarr.Array) return plainArray(store, path, node);
  const image = node && (await imageOf(store, path, node));
  if (image) return image;
  if (wanted !== undefined && !node) throw new ImageError(`${store.name} has no array "${wanted}"`);
  return onlyArray(store, path);
}

/** An array by itself; where a group above it says what its sides are, as that says. */
async function plainArray(
  store: FolderStore,
  path: string,
  node: zarr.Array<zarr.DataType>,
): Promise<ImageArray> {
  const array = checkedArray(titleOf(store, path), node);
  const group = posix.dirname(path);
  const above = path === '' ? undefined : await openNode(store, group === '.' ? '' : group);
  if (above instanceof zarr.Group) {
    const full = fullResolution(titleOf(store, group), above.attrs);
    if (full && full.path === posix.basename(path)) return { name: path, array, ...full };
  }
  const roles = sidesOf(array.shape);
  // Says what is wrong with the shape.
  if (!roles) arrayLayout(titleOf(store, path), array.shape);
  return { name: path, array, roles: roles!, pixelSize: undefined };
}

async function imageOf(
  store: FolderStore,
  group: string,
  { attrs }: zarr.Group<FolderStore>,
): Promise<ImageArray | undefined> {
  const title = titleOf(store, group);
  const full: FullResolution | undefined = fullResolution(title, attrs);
  if (!full) return undefined;
  const path = inside(store, group, full.path);
  const node = await openNode(store, path);
  if (!(node instanceof zarr.Array)) throw new ImageError(`${title} has no array "${full.path}"`);
  const array = checkedArray(titleOf(store, path), node);
  if (array.shape.length !== full.roles.length) {
    throw new ImageError(
      `${title} names ${full.roles.length} axes for an array of ${array.shape.length} sides`,
    );
  }
  return { name: group, array, ...full };
}

/** The only image below a group, or the only array where none is an image. Masks of other images are left aside. */
async function onlyArray(store: FolderStore, within: string): Promise<ImageArray> {
  const paths = store
    .names()
    .filter((name) => /(^|\/)(\.zgroup|\.zarray|zarr\.json)$/.test(name))
    .map((name) => posix.dirname(`/${name}`).slice(1))
    .filter((path) => within === '' || path.startsWith(`${within}/`));
  const images: ImageArray[] = [];
  const arrays: ImageArray[] = [];
  for (const path of [...new Set(paths)].sort()) {
    const node = await openNode(store, path);
    if (node instanceof zarr.Array) {
      const array = checkedArray(titleOf(store, path), node);
      const roles = sidesOf(array.shape);
      if (roles) arrays.push({ name: path, array, roles, pixelSize: undefined });
    } else if (node && !path.split('/').includes('labels')) {
      const image = await imageOf(store, path, node);
      if (image) images.push(image);
    }
  }
  const candidates = (images.length > 0 ? images : arrays).map((image) => ({
    ...image,
    shape: image.array.shape,
  }));
  return chooseArray(store.name, { candidates, all: candidates }, {});
}

/** Undefined where there is neither an array nor a group. */
async function openNode(store: FolderStore, path: string) {
  try {
    return await zarr.open(new zarr.Location(store, `/${path}`));
  } catch (error) {
    if (zarr.isZarritaError(error, 'NotFoundError')) return undefined;
    if (!(error instanceof Error) || error instanceof ImageError) throw error;
    throw new ImageError(`${titleOf(store, path)} has metadata that cannot be read: ${error.message}`);
  }
}

/** `path` relative to `group`, relative to the folder. */
function inside(store: FolderStore, group: string, path: string): string {
  const joined = posix
    .normalize(posix.join('/', group, path))
    .replace(/\/+$/, '')
    .slice(1);
  const leads = posix.normalize(posix.join(group, path.replace(/^\/+/, '')));
  if (leads === '..' || leads.startsWith('../')) {
    throw new ImageError(`${store.name} names the array "${path}", which lies outside of it`);
  }
  return joined;
}

function titleOf(store: FolderStore, path: string): string {
  return path === '' || path === '.' ? store.name : `${store.name}/${path}`;
}
