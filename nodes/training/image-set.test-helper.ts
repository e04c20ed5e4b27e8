import { bytesOf, dtypeOf, npyHeader, type Pixels } from '../../imaging/formats/npy.js';
import { digestOfPixels } from '../../imaging/image-digest.js';
import type { ImagePoint, Intensities } from '../../imaging/image-set.js';
import { randomAt } from '../../random/random.js';
import type { ImageSetIndex } from '../artifacts/image-set.js';
import { jsonLines } from '../artifacts/json-lines.js';
import type { InputArtifact } from '../run-context.js';
import { artifactFromFiles } from '../test-node.js';

export interface DiscImages {
  readonly count: number;
  readonly side: number;
  readonly seed?: number;
  readonly intensities?: Intensities;
  /** Whether there are masks; they are there where not given. */
  readonly labelled?: boolean;
  /**
   * Names of the masks' classes, background and foreground where not given. More than two are rings of the disc, the
   * last of them in the middle and the brightest.
   */
  readonly classes?: readonly string[];
  /** Names of classes of images; each next one has larger discs, and an image has the one after that of the image before it. */
  readonly labels?: readonly string[];
  /** Whether the disc's centre is known. */
  readonly points?: true;
  /** Whether there are target images: the same without noise. */
  readonly targets?: true;
  /** The index of an image that has a pixel which is not a number. */
  readonly brokenImage?: number;
}

/** Grey images with one bright disc each, with noise, and what is known of the disc: easy to learn. */
export function discImages(request: DiscImages): Promise<InputArtifact> {
  const { count, side, seed = 0, labelled = true, labels, points, targets } = request;
  const { classes = ['background', 'foreground'] } = request;
  const { normalization, contrast } = request.intensities ?? { normalization: 'unit', contrast: 'keep' };
  const images = new Float32Array(count * side * side);
  const clean = new Float32Array(images.length);
  const masks = new Uint8Array(images.length);
  const centres: { name: string; points: ImagePoint[] }[] = [];
  const rings = classes.length - 1;
  for (let index = 0; index < count; index++) {
    const random = randomAt({ stream: 'test/discs', seed, step: index });
    const [x, y] = [random.between(0, side), random.between(0, side)];
    const growth = labels ? ((index % labels.length) + 1) / labels.length : 1;
    const radius = growth * random.between(side / 5, side / 3);
    centres.push({ name: `disc-${index}`, points: [[Math.min(x, side - 1), Math.min(y, side - 1)]] });
    for (let pixel = 0; pixel < side * side; pixel++) {
      const at = index * side * side + pixel;
      const distance = Math.hypot((pixel % side) - x, Math.floor(pixel / side) - y);
      masks[at] = distance < radius ? rings - Math.floor((rings * distance) / radius) : 0;
      const brightness = masks[at] === rings ? 0.8 : 0.2 + (0.6 * masks[at]!) / rings;
      clean[at] = brightness;
      images[at] = brightness + 0.1 * random.normal();
    }
  }
  if (request.brokenImage !== undefined) images[request.brokenImage * side * side] = Number.NaN;
  const size = { height: side, width: side };
  const index: ImageSetIndex = {
    count,
    height: side,
    width: side,
    truths: {
      ...(labelled && { classes }),
      ...(labels && { labels }),
      ...(targets && { images: true }),
      ...(points && { points }),
    },
    normalization,
    contrast,
    dtype: 'float32',
    imagesPerShard: count,
    images: Array.from({ length: count }, (_, i) => ({
      name: `disc-${i}`,
      digest: digestOfPixels(images.subarray(i * side * side, (i + 1) * side * side), size),
      mean: 0,
      std: 1,
      ...(labels && { label: i % labels.length }),
      origin: {},
    })),
  };
  const stacked = (array: Pixels, ...shape: number[]) =>
    Buffer.concat([npyHeader(dtypeOf(array), [count, side, side, ...shape]), bytesOf(array)]);
  return artifactFromFiles('image-set', {
    'images-000.npy': stacked(images, 1),
    ...(labelled && { 'masks-000.npy': stacked(masks) }),
    ...(targets && { 'targets-000.npy': stacked(clean, 1) }),
    ...(points && { 'points.jsonl': jsonLines(centres) }),
    'index.json': JSON.stringify(index),
  });
}

/** The content of every file of an artifact, by name. */
export async function contents(artifact: InputArtifact): Promise<Record<string, string>> {
  const files = await Promise.all(
    artifact.fileNames.map(async (name) => [name, (await artifact.read(name)).toString('base64')] as const),
  );
  return Object.fromEntries(files);
}

/** The objects of a JSON Lines file. */
export async function lines<T>(artifact: InputArtifact, name: string): Promise<T[]> {
  const text = (await artifact.read(name)).toString();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

/** The numbers of each line to three decimals, which are the same on every processor. */
export function rounded(history: readonly Readonly<Record<string, number>>[]): Record<string, number>[] {
  return history.map((line) =>
    Object.fromEntries(Object.entries(line).map(([name, value]) => [name, Number(value.toFixed(3))])),
  );
}
