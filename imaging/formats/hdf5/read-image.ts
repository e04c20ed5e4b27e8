import type { Region } from '../../datasets/region.js';
import { arrange, newPlace, type Place } from '../arrange.js';
import type { Strides } from '../array-layout.js';
import type { Pixels } from '../npy.js';
import { pixelsFromBytes, rasterDtype } from '../to-raster-pixels.js';
import type { ImageArray, Slab } from './stored-array.js';
import type { StoredFile } from './stored-file.js';

/** What is read at a time, where blocks are not larger: 64 MiB. */
const maxSlabBytes = 2 ** 26;

type Side = ImageArray['sides'][number];

/** Several neighbouring images, in memory because they are stored in the same blocks. */
interface Neighbours {
  readonly first: number;
  readonly count: number;
  readonly elements: Pixels;
}

/** Reads the images of one array. */
export class ImageReader {
  readonly #file: StoredFile;
  readonly #array: ImageArray;
  #neighbours: Neighbours | undefined;

  constructor(file: StoredFile, array: ImageArray) {
    this.#file = file;
    this.#array = array;
  }

  /** Pixels of a region of image `index`, [height × width × channels], in an array that is not used again. */
  read(index: number, region: Region): Pixels {
    const { height, width } = region;
    if (height === this.#side('height') && width === this.#side('width')) this.#fetchNeighbours(index);
    const neighbour = this.#neighbour(index, region);
    const bands = [...this.#bands(region)];
    if (!neighbour && bands.length === 1 && this.#liesAsRead()) return this.#rows(index, region);

    const extent = { height, width, channels: this.#side('channels') };
    const image = newPlace(rasterDtype(this.#array.dtype), extent);
    if (neighbour) arrange(neighbour, image, extent);
    else {
      for (const rows of bands) {
        const strides = this.#strides(this.#rowsSlab(index, rows).count);
        const at = (rows.y - region.y) * image.strides.row;
        arrange(
          { elements: this.#rows(index, rows), at: 0, strides },
          { ...image, at },
          { ...extent, height: rows.height },
        );
      }
    }
    return image.elements;
  }

  /** Whether an image's elements are stored in the order of pixels. */
  #liesAsRead(): boolean {
    const sides = this.#array.sides.filter((side) => side !== 'images');
    return (['height', 'width', 'channels'] as const).every(
      (side, i) => i >= sides.length || sides[i] === side,
    );
  }

  #rows(index: number, rows: Region): Pixels {
    return this.#elements(this.#rowsSlab(index, rows));
  }

  #rowsSlab(index: number, { x, y, width, height }: Region): Slab {
    return this.#slab({ images: index, height: y, width: x }, { images: 1, height, width });
  }

  /** Where the region lies in what is in memory; undefined where it does not. */
  #neighbour(index: number, { x, y }: Region): Place | undefined {
    const { first, count, elements } = this.#neighbours ?? { first: 0, count: 0 };
    if (!elements || index < first || index >= first + count) return undefined;
    const strides = this.#strides(this.#array.shape.with(this.#dimension('images'), count));
    return { elements, at: (index - first) * strides.image + y * strides.row + x * strides.column, strides };
  }

  /**
   * Where blocks reach over several images, as those that h5py chooses itself do, reading image after image would
   * decompress each block once for every image in it.
   */
  #fetchNeighbours(index: number): void {
    const dimension = this.#dimension('images');
    const perBlock = dimension < 0 ? 1 : (this.#array.chunks?.[dimension] ?? 1);
    const imageBytes =
      this.#side('height') * this.#side('width') * this.#side('channels') * this.#array.elementBytes;
    if (perBlock === 1 || imageBytes * perBlock > maxSlabBytes) return;
    const first = Math.floor(index / perBlock) * perBlock;
    if (this.#neighbours?.first === first) return;
    const count = Math.min(perBlock, this.#side('images') - first);
    this.#neighbours = undefined;
    const slab = this.#slab({ images: first, height: 0, width: 0 }, { images: count });
    this.#neighbours = { first, count, elements: this.#elements(slab) };
  }

  /** Rows of a region in parts of bounded size that begin where blocks do. */
  *#bands({ x, y, width, height }: Region): Generator<Region> {
    const rowBytes = width * this.#side('channels') * this.#array.elementBytes;
    const blockRows = this.#array.chunks?.[this.#dimension('height')] ?? 1;
    const bandRows = blockRows * Math.max(1, Math.floor(maxSlabBytes / (rowBytes * blockRows)));
    for (let row = y; row < y + height; ) {
      const end = Math.min(y + height, (Math.floor(row / bandRows) + 1) * bandRows);
      yield { x, y: row, width, height: end - row };
      row = end;
    }
  }

  #elements(slab: Slab): Pixels {
    return pixelsFromBytes(this.#file.read(this.#array, slab), this.#array.dtype, true);
  }

  /** All of a side where no number is given. */
  #slab(
    start: Readonly<Record<Exclude<Side, 'channels'>, number>>,
    count: Readonly<Partial<Record<Side, number>>>,
  ): Slab {
    const { sides, shape } = this.#array;
    return {
      start: sides.map((side) => (side === 'channels' ? 0 : start[side])),
      count: sides.map((side, dimension) => count[side] ?? shape[dimension]!),
    };
  }

  /** Distances in elements within an array of these sides. */
  #strides(shape: readonly number[]): Strides {
    const along = (side: Side) => {
      const dimension = this.#dimension(side);
      return dimension < 0 ? 0 : shape.slice(dimension + 1).reduce((product, length) => product * length, 1);
    };
    return {
      image: along('images'),
      row: along('height'),
      column: along('width'),
      channel: along('channels'),
    };
  }

  #side(side: Side): number {
    return this.#array.shape[this.#dimension(side)] ?? 1;
  }

  #dimension(side: Side): number {
    return this.#array.sides.indexOf(side);
  }
}
