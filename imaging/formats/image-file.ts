import type { Region } from '../datasets/region.js';
import type { ByteSource } from './byte-source.js';
import type { Dtype, Pixels } from './npy.js';

/** Element types as files have them. */
export type StoredDtype =
  | 'uint8'
  | 'int8'
  | 'uint16'
  | 'int16'
  | 'uint32'
  | 'int32'
  | 'uint64'
  | 'int64'
  | 'float16'
  | 'float32'
  | 'float64';

/** Extent of a pixel along both sides. */
export interface PixelSize {
  readonly x: number;
  readonly y: number;
  /** As the file says it: `nm`, `Å`, `µm`, `1/nm`. */
  readonly unit: string;
}

/** Pixels of one image, or of a part of it. */
export interface Raster {
  readonly height: number;
  readonly width: number;
  /** 1 for grey, 3 for red, green, blue; other numbers are detectors or the like. */
  readonly channels: number;
  /** `uint8` and `uint16` as they are stored, everything else as float32 of the same value. */
  readonly dtype: Dtype;
  /** Whether the format keeps values only approximately (JPEG). */
  readonly lossy: boolean;
  /** [height × width × channels], row-major. */
  readonly pixels: Pixels;
}

/** An open file (or one array of it): one or several images of one size and kind of pixel. */
export interface ImageFile {
  /** `TIFF`, `HDF5`: as in messages. */
  readonly format: string;
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Of what `read` gives. */
  readonly dtype: Dtype;
  readonly storedDtype: StoredDtype;
  readonly lossy: boolean;
  readonly pixelSize?: PixelSize;
  /**
   * Image `index`, or a region of it, with no more memory than a few times what it returns, and the compressed block
   * that it lies in, where the format allows. Throws an `ImageError` where the file is damaged there.
   */
  read(index: number, region?: Region): Promise<Raster>;
  /** Lets go of what was opened; the source stays open for its owner to close. */
  close(): Promise<void>;
}

/** Which of several arrays in one file. */
export interface ArrayChoice {
  /** Name of the array in HDF5, EMD, NPZ and Zarr files. Not needed where only one could hold images. */
  readonly array?: string | undefined;
}

/** How one format is read. Everything wrong with the file is an `ImageError` that begins with the source's name. */
export interface ImageFormat {
  /** As in messages. */
  readonly name: string;
  /** Lower case, with the dot. */
  readonly extensions: readonly string[];
  open(source: ByteSource, choice: ArrayChoice): Promise<ImageFile>;
}
