import type { Raster } from './image-file.js';
import { openImageFile } from './open-image-file.js';
import { sourceInMemory } from './open-source.js';

/** The only image of a file. */
export async function decodeRaster(content: Uint8Array, name: string): Promise<Raster> {
  const file = await openImageFile(sourceInMemory(name, name, content));
  if (file.images !== 1) throw new Error(`${name} has ${file.images} images`);
  const raster = await file.read(0);
  await file.close();
  return raster;
}
