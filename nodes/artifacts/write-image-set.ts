import { bytesOf, type Dtype, dtypeOf, npyHeader, type Pixels } from '../../imaging/formats/npy.js';
import type { Intensities, Truths } from '../../imaging/image-set.js';
import type { ImageSource } from '../../imaging/image-source.js';
import type { OutputArtifact } from '../run-context.js';
import type { ImageEntry, ImageSetIndex } from './image-set.js';
import { jsonLines } from './json-lines.js';

/** Writes the images at `indices` of `source`, and what is known of them, one at a time, as an image-set artifact. */
export async function writeImageSet(
  output: OutputArtifact,
  request: Intensities & {
    readonly source: ImageSource;
    /** Which images of the source, in which order; all where not given. */
    readonly indices?: readonly number[];
  },
): Promise<void> {
  const { source, normalization, contrast } = request;
  const { height, width, masks, targets, points, labels } = source;
  const indices = request.indices ?? source.names.map((_, index) => index);
  const count = indices.length;
  const entries: ImageEntry[] = [];

  async function* stacked(dtype: Dtype, shape: readonly number[], read: (index: number) => Promise<Pixels>) {
    yield npyHeader(dtype, [count, ...shape]);
    for (const index of indices) {
      const pixels = await read(index);
      if (dtypeOf(pixels) !== dtype || pixels.length !== height * width) {
        throw new Error('bug: unlike its set');
      }
      yield bytesOf(pixels);
    }
  }
  async function imageAndEntry(index: number) {
    const pixels = await source.image(index);
    const label = labels && { label: labels.label(index) };
    entries.push({ name: source.names[index]!, ...meanAndStd(pixels), ...label });
    return pixels;
  }
  await output.write('images.npy', stacked(source.dtype, [height, width, 1], imageAndEntry));
  if (masks) await output.write('masks.npy', stacked('uint8', [height, width], masks.mask));
  if (targets) await output.write('targets.npy', stacked(targets.dtype, [height, width, 1], targets.target));
  if (points) {
    const lines: { name: string; points: unknown }[] = [];
    for (const index of indices) lines.push({ name: source.names[index]!, points: await points(index) });
    await output.write('points.jsonl', jsonLines(lines));
  }
  const truths = truthsOf(source);
  const index: ImageSetIndex = { count, height, width, truths, normalization, contrast, images: entries };
  await output.write('index.json', `${JSON.stringify(index, null, 1)}\n`);
}

function truthsOf({ masks, labels, targets, points }: ImageSource): Truths {
  return {
    ...(masks && { classes: masks.classes }),
    ...(labels && { labels: labels.names }),
    ...(targets && { images: true }),
    ...(points && { points: true }),
  };
}

function meanAndStd(pixels: Pixels): { mean: number; std: number } {
  let sum = 0;
  for (let i = 0; i < pixels.length; i++) sum += pixels[i]!;
  const mean = sum / pixels.length;
  let squares = 0;
  for (let i = 0; i < pixels.length; i++) squares += (pixels[i]! - mean) ** 2;
  return { mean, std: Math.sqrt(squares / pixels.length) };
}
