import type { ImageOrigin, ImageSet } from '../../imaging/image-set.js';
import type { InputArtifact, OutputArtifact } from '../run-context.js';

/** What an image was to a network: trained on, or one of those that chose the epoch whose weights are handed on. */
export const seenAs = [
  'pretraining',
  'pretraining-validation',
  'finetuning',
  'finetuning-validation',
] as const;

export type SeenAs = (typeof seenAs)[number];

/** An image that a network has seen. */
export interface SeenImage {
  /** See `ImageSet.digest`. */
  readonly digest: string;
  readonly as: SeenAs;
  /** See `sourceImage`. */
  readonly source?: string;
}

/** Lines of `images-seen.tsv`, sorted, each once: digest, role and, where it is known, the source image. */
export type ImagesSeen = readonly string[];

const fileName = 'images-seen.tsv';
const header = 'digest\tseen as\tsource image';

/**
 * The same for whatever is made of one image of one array of one file: tiles, copies, reductions. Undefined for images
 * that come from no file.
 */
export function sourceImage({ fileDigest, array, image }: ImageOrigin): string | undefined {
  if (fileDigest === undefined) return undefined;
  const within = array === undefined ? [] : [encodeURIComponent(array)];
  return [fileDigest, ...within, ...(image === undefined ? [] : [image])].join('/');
}

/** The images of a set at `indices`; all where not given. */
export function imagesSeen(
  set: Pick<ImageSet, 'count' | 'digest' | 'origin'>,
  as: SeenAs,
  indices: ArrayLike<number> = Array.from({ length: set.count }, (_, index) => index),
): ImagesSeen {
  const line = (index: number) => `${set.digest(index)}\t${as}\t${sourceImage(set.origin(index)) ?? ''}`;
  return merged(Array.from(indices, line));
}

/** All of them: what was seen before a training, and in it. */
export function merged(...lists: readonly ImagesSeen[]): ImagesSeen {
  return [...new Set(lists.flat())].sort();
}

export async function writeImagesSeen(output: OutputArtifact, seen: ImagesSeen): Promise<void> {
  await output.write(fileName, [header, ...seen, ''].join('\n'));
}

/** Undefined where the network does not say what it was trained on, such as one that was made elsewhere. */
export async function readImagesSeen(artifact: InputArtifact): Promise<ImagesSeen | undefined> {
  if (!artifact.has(fileName)) return undefined;
  return (await artifact.read(fileName)).toString().split('\n').slice(1, -1);
}

export function parseSeen(line: string): SeenImage {
  const [digest = '', as = '', source = ''] = line.split('\t');
  return { digest, as: as as SeenAs, ...(source !== '' && { source }) };
}
