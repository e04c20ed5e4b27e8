import type { Region } from '../../datasets/region.js';
import { arrange, type Place } from '../arrange.js';
import type { Pixels } from '../npy.js';
import { type StoredElements, toRasterPixels } from '../to-raster-pixels.js';
import type { ImageArray } from './find-array.js';

/** What is kept of chunks that reach over several images: 256 MiB. */
const maxKeptBytes = 2 ** 28;

/** Elements of a chunk, and their distances along each side. */
interface DecodedChunk {
  readonly elements: Pixels;
  readonly strides: readonly number[];
}

const directions = { height: 'row', width: 'column', channels: 'channel' } as const;

/** Puts images together from their chunks. */
export class ChunkReader {
  readonly #image: ImageArray;
  /** Chunks at one place among the images: they hold the next images too. */
  readonly #kept = new Map<string, DecodedChunk>();
  #keptBytes = 0;
  #keptPlace = '';

  constructor(image: ImageArray) {
    this.#image = image;
  }

  /** Copies a region of an image, which lies there as [height, width, channels]. */
  async read(index: number, { x, y, width, height }: Region, into: Place): Promise<void> {
    const { roles, array } = this.#image;
    const among = this.#coordinates(index);
    const start = roles.map((role, i) => ({ images: among[i]!, channels: 0, height: y, width: x })[role]);
    const count = roles.map((role, i) => ({ images: 1, channels: array.shape[i]!, height, width })[role]);

    for (const place of chunksWithin(start, count, array.chunkShape)) {
      const chunk = await this.#chunk(place);
      const strides = { row: 0, column: 0, channel: 0 };
      const extent = { height: 1, width: 1, channels: 1 };
      let from = 0;
      let to = into.at;
      for (const [i, role] of roles.entries()) {
        const origin = place[i]! * array.chunkShape[i]!;
        const first = Math.max(start[i]!, origin);
        from += (first - origin) * chunk.strides[i]!;
        if (role === 'images') continue;
        strides[directions[role]] = chunk.strides[i]!;
        extent[role] = Math.min(start[i]! + count[i]!, origin + array.chunkShape[i]!) - first;
        to += (first - start[i]!) * into.strides[directions[role]];
      }
      arrange({ elements: chunk.elements, at: from, strides }, { ...into, at: to }, extent);
    }
  }

  /** Where image `index` is along the sides that count images, the last one fastest; 0 along the others. */
  #coordinates(index: number): number[] {
    const { roles, array } = this.#image;
    const coordinates = roles.map(() => 0);
    let rest = index;
    for (const [i, role] of [...roles.entries()].reverse()) {
      if (role !== 'images') continue;
      coordinates[i] = rest % array.shape[i]!;
      rest = Math.floor(rest / array.shape[i]!);
    }
    return coordinates;
  }

  async #chunk(place: readonly number[]): Promise<DecodedChunk> {
    const { roles, array } = this.#image;
    const keptPlace = place.filter((_, i) => roles[i] === 'images').join(' ');
    if (keptPlace !== this.#keptPlace) {
      this.#kept.clear();
      this.#keptBytes = 0;
      this.#keptPlace = keptPlace;
    }
    const kept = this.#kept.get(place.join(' '));
    if (kept) return kept;

    const { data, stride } = await array.chunk(place);
    // Booleans are the only elements that are not in an array of numbers.
    const elements = ArrayBuffer.isView(data) ? data : Uint8Array.from(data as Iterable<boolean>, Number);
    const chunk = { elements: toRasterPixels(elements as StoredElements), strides: stride };
    const reachesOver = roles.some((role, i) => role === 'images' && array.chunkShape[i]! > 1);
    if (reachesOver && this.#keptBytes + chunk.elements.byteLength <= maxKeptBytes) {
      this.#kept.set(place.join(' '), chunk);
      this.#keptBytes += chunk.elements.byteLength;
    }
    return chunk;
  }
}

/** The places of the chunks that have a part of what starts at `start`, the last side fastest. */
function* chunksWithin(
  start: readonly number[],
  count: readonly number[],
  chunkShape: readonly number[],
): Generator<number[]> {
  const [first, ...others] = start;
  if (first === undefined) {
    yield [];
    return;
  }
  const last = Math.floor((first + count[0]! - 1) / chunkShape[0]!);
  for (let chunk = Math.floor(first / chunkShape[0]!); chunk <= last; chunk++) {
    for (const rest of chunksWithin(others, count.slice(1), chunkShape.slice(1))) yield [chunk, ...rest];
  }
}
