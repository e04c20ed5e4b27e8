import { newPlace } from '../arrange.js';
import type { ArrayChoice, ImageFile, Raster } from '../image-file.js';
import { partToRead } from '../part-to-read.js';
import { rasterDtype } from '../to-raster-pixels.js';
import { boundCodecs } from './bounded-codecs.js';
import { ChunkReader } from './chunk-reader.js';
import { findArray } from './find-array.js';
import { FolderStore, type ZarrFile } from './folder-store.js';
import type { AxisRole } from './multiscales.js';

/**
 * Opens a Zarr folder (version 2 or 3, sharded or not) of `files`, through zarrita. OME-Zarr images are opened at their full
 * resolution: the axes x, y and c are an image's, all others count images, the last one fastest. Arrays without such
 * metadata are taken as `arrayLayout` says. A chunk that is not there is all fill value. `choice.array` is the path of an
 * image or array in the folder. Throws an `ImageError` that begins with `name`, the folder's.
 */
export async function openZarr(
  files: readonly ZarrFile[],
  name: string,
  { array: wanted }: ArrayChoice,
): Promise<ImageFile> {
  boundCodecs();
  const image = await findArray(new FolderStore(name, files), wanted);
  const { array, roles, pixelSize } = image;
  const side = (role: AxisRole) =>
    roles.reduce(
      (product, other, dimension) => (other === role ? product * array.shape[dimension]! : product),
      1,
    );
  const shape = {
    images: side('images'),
    height: side('height'),
    width: side('width'),
    channels: side('channels'),
  };
  const kind = { dtype: rasterDtype(array.dtype), lossy: false };
  const reader = new ChunkReader(image);
  return {
    format: 'Zarr',
    ...shape,
    ...kind,
    storedDtype: array.dtype,
    ...(pixelSize && { pixelSize }),
    async read(index, part): Promise<Raster> {
      const region = partToRead(name, shape, index, part);
      const extent = { height: region.height, width: region.width, channels: shape.channels };
      const place = newPlace(kind.dtype, extent);
      await reader.read(index, region, place);
      return { ...extent, ...kind, pixels: place.elements };
    },
    close: async () => {},
  };
}
