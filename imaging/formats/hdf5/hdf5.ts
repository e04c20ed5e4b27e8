import type { ByteSource } from '../byte-source.js';
import type { ArrayChoice, ImageFile, ImageFormat, Raster } from '../image-file.js';
import { partToRead } from '../part-to-read.js';
import { rasterDtype } from '../to-raster-pixels.js';
import { LibraryThread } from './library-thread.js';
import type { ImageArray } from './stored-array.js';

const library = new LibraryThread();

/**
 * HDF5, and with it EMD, through h5wasm. One array of a file is opened: the one chosen, or the only one that could hold
 * images; see `arrayLayout` for its sides. Contiguous or in blocks, compressed with gzip, shuffled or not. Links to other
 * files and arrays put together from several are not followed.
 */
export const hdf5: ImageFormat = {
  name: 'HDF5',
  extensions: ['.h5', '.hdf5', '.hdf', '.emd'],
  open: (source, choice) => openHdf5(source, choice, library),
};

export async function openHdf5(
  source: ByteSource,
  { array: wanted }: ArrayChoice,
  thread: LibraryThread,
): Promise<ImageFile> {
  const file = thread.file(source);
  try {
    const answer = await file.ask({ do: 'choose', name: source.name, wanted });
    if (answer.is !== 'chosen') throw new Error(`bug: ${answer.is}`);
    return imageFile(answer.array);
  } catch (error) {
    await file.close();
    throw error;
  }

  function imageFile(array: ImageArray): ImageFile {
    const side = (name: ImageArray['sides'][number]) => array.shape[array.sides.indexOf(name)] ?? 1;
    const shape = {
      images: side('images'),
      height: side('height'),
      width: side('width'),
      channels: side('channels'),
    };
    const kind = { dtype: rasterDtype(array.dtype), lossy: false };
    return {
      format: 'HDF5',
      ...shape,
      ...kind,
      storedDtype: array.dtype,
      ...(array.pixelSize && { pixelSize: array.pixelSize }),
      async read(index, part): Promise<Raster> {
        const region = partToRead(source.name, shape, index, part);
        const answer = await file.ask({ do: 'read', array, index, region });
        if (answer.is !== 'read') throw new Error(`bug: ${answer.is}`);
        const { height, width } = region;
        return { height, width, channels: shape.channels, ...kind, pixels: answer.pixels };
      },
      close: () => file.close(),
    };
  }
}
