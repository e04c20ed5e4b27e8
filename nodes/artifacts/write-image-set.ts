import {
  byteLength,
  bytesOf,
  type Dtype,
  dtypeOf,
  npyHeader,
  type Pixels,
} from '../../imaging/formats/npy.js';
import { digestOfPixels } from '../../imaging/image-digest.js';
import type { Intensities, Truths } from '../../imaging/image-set.js';
import type { ImageSource } from '../../imaging/image-source.js';
import { meanAndStd } from '../../imaging/mean-and-std.js';
import type { OutputArtifact } from '../run-context.js';
import type { ImageEntry, ImageSetIndex } from './image-set.js';
import { inOrder } from './in-order.js';
import { inPieces } from './in-pieces.js';
import { jsonLinePieces } from './json-lines.js';
import { imagesIn, maxShardBytes, shardCount, shardName } from './shards.js';

/** Enough to keep libuv's threads decoding while one image is hashed and another one is written. */
const imagesAtATime = 16;
/** What images take that are read but not written yet: fewer large images are read at a time. */
const bytesAtATime = 256 * 2 ** 20;

export interface ImageSetRequest extends Intensities {
  readonly source: ImageSource;
  /** Which images of the source, in which order; all where not given. */
  readonly indices?: readonly number[];
  /** See `maxShardBytes`, which it is where not given. */
  readonly shardBytes?: number;
}

/**
 * Writes images of a source, and what is known of them, as an image-set artifact. A few are read at a time, so neither
 * the memory taken nor the order of what is written depends on how many there are.
 */
export async function writeImageSet(output: OutputArtifact, request: ImageSetRequest): Promise<void> {
  const { source, normalization, contrast, shardBytes = maxShardBytes } = request;
  const { height, width, dtype, masks, targets, points, pixelSize } = source;
  const indices = request.indices ?? source.names.map((_, index) => index);
  const count = indices.length;
  const size = [height, width];
  const imagesPerShard = Math.min(
    imagesIn(shardBytes, dtype, size),
    targets ? imagesIn(shardBytes, targets.dtype, size) : Number.POSITIVE_INFINITY,
  );

  /** Writes the shards of an array. */
  async function write(
    name: string,
    kind: Dtype,
    shape: readonly number[],
    read: (index: number, place: number) => Promise<Pixels>,
  ) {
    const bytes = byteLength(kind, shape);
    const held = Math.max(bytes, source.bytesToRead ?? 0);
    const atMost = Math.max(1, Math.min(imagesAtATime, Math.floor(bytesAtATime / held)));
    const images = inOrder(indices, atMost, read);
    async function* shard(length: number) {
      yield npyHeader(kind, [length, ...shape]);
      for (let i = 0; i < length; i++) {
        const { value: pixels } = await images.next();
        if (!pixels || dtypeOf(pixels) !== kind || pixels.byteLength !== bytes) {
          throw new Error(`bug: an element of ${name} is unlike its set`);
        }
        yield bytesOf(pixels);
      }
    }
    try {
      for (let number = 0; number < shardCount(count, imagesPerShard); number++) {
        const length = Math.min(imagesPerShard, count - number * imagesPerShard);
        await output.write(shardName(name, number), inPieces(shard(length)));
      }
    } finally {
      await images.return();
    }
  }

  // What cannot be asked for again without decoding; little, since there may be many.
  const digests: string[] = new Array(count);
  const means = new Float64Array(count);
  const deviations = new Float64Array(count);
  async function image(index: number, place: number) {
    const { pixels, digest, statistics } = await source.image(index);
    const { mean, std } = statistics ?? meanAndStd(pixels);
    digests[place] = digest ?? digestOfPixels(pixels, source);
    means[place] = mean;
    deviations[place] = std;
    return pixels;
  }
  function* entries(): Generator<ImageEntry> {
    for (const [place, index] of indices.entries()) {
      yield {
        name: source.names[index]!,
        digest: digests[place]!,
        mean: means[place]!,
        std: deviations[place]!,
        ...(source.labels && { label: source.labels.label(index) }),
        origin: source.origin(index),
      };
    }
  }
  await write('images', dtype, [...size, 1], image);
  if (masks) await write('masks', 'uint8', size, masks.mask);
  if (targets) await write('targets', targets.dtype, [...size, 1], targets.target);
  if (points) {
    const line = async (index: number) => ({ name: source.names[index]!, points: await points(index) });
    await output.write('points.jsonl', jsonLinePieces(inOrder(indices, imagesAtATime, line)));
  }
  const head = {
    count,
    height,
    width,
    truths: truthsOf(source),
    normalization,
    contrast,
    ...(pixelSize && { pixelSize }),
    dtype,
    imagesPerShard,
  };
  await output.write('index.json', inPieces(indexLines(head, entries())));
}

/** The index as JSON with one image a line, line by line: that of a large set takes a hundred megabytes. */
async function* indexLines(head: Omit<ImageSetIndex, 'images'>, entries: Iterable<ImageEntry>) {
  const opening = JSON.stringify(head, null, 1).slice(0, -2);
  yield Buffer.from(`${opening},\n "images": [`);
  let separator = '';
  for (const entry of entries) {
    yield Buffer.from(`${separator}\n  ${JSON.stringify(entry)}`);
    separator = ',';
  }
  yield Buffer.from('\n ]\n}\n');
}

function truthsOf({ masks, labels, targets, points }: ImageSource): Truths {
  return {
    ...(masks && { classes: masks.classes }),
    ...(labels && { labels: labels.names }),
    ...(targets && { images: true }),
    ...(points && { points: true }),
  };
}
