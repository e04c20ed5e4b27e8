import { dtypeOf, type Pixels } from '../../imaging/formats/npy.js';
import type { Contrast, ImageOrigin, ImagePoint, Normalization } from '../../imaging/image-set.js';
import type { ImageSource, SourceImage } from '../../imaging/image-source.js';
import type { InputArtifact, OutputArtifact } from '../run-context.js';
import { artifactFromFiles } from '../test-node.js';
import { writeImageSet } from './write-image-set.js';

export interface SetOptions {
  /** 1 where not given: the images are rows. */
  readonly height?: number;
  readonly normalization?: Normalization;
  readonly contrast?: Contrast;
  readonly indices?: readonly number[];
  readonly masks?: readonly Uint8Array[];
  readonly targets?: readonly Pixels[];
  readonly points?: readonly (readonly ImagePoint[])[];
  readonly labels?: readonly number[];
  readonly origins?: readonly ImageOrigin[];
  readonly given?: Omit<SourceImage, 'pixels'>;
  readonly shardBytes?: number;
}

/** Images `image 0`, `image 1`, … as a source. */
export function sourceOf(images: readonly Pixels[], options: SetOptions = {}): ImageSource {
  const { height = 1, masks, targets, points, labels, origins } = options;
  return {
    names: images.map((_, i) => `image ${i}`),
    height,
    width: images[0]!.length / height,
    dtype: dtypeOf(images[0]!),
    image: async (index) => ({ pixels: images[index]!, ...options.given }),
    origin: (index) => origins?.[index] ?? {},
    ...(masks && { masks: { classes: ['support', 'gold'], mask: async (index) => masks[index]! } }),
    ...(targets && {
      targets: { dtype: dtypeOf(targets[0]!), target: async (index) => targets[index]! },
    }),
    ...(points && { points: async (index) => points[index]! }),
    ...(labels && { labels: { names: ['square', 'hexagonal'], label: (index) => labels[index]! } }),
  };
}

/** Writes a source's images and returns the artifact. */
export async function writtenFrom(source: ImageSource, options: SetOptions = {}): Promise<InputArtifact> {
  const files: Record<string, Uint8Array> = {};
  const output: OutputArtifact = {
    async write(name, data) {
      const parts: Uint8Array[] = [];
      if (typeof data === 'string') parts.push(Buffer.from(data));
      else if (data instanceof Uint8Array) parts.push(data);
      else for await (const part of data) parts.push(part);
      files[name] = Buffer.concat(parts);
    },
    discard() {
      for (const name of Object.keys(files)) delete files[name];
    },
  };
  const { normalization = 'unit', contrast = 'keep', indices, shardBytes } = options;
  await writeImageSet(output, {
    source,
    normalization,
    contrast,
    ...(indices && { indices }),
    ...(shardBytes !== undefined && { shardBytes }),
  });
  return artifactFromFiles('image-set', files);
}

export function written(images: readonly Pixels[], options: SetOptions = {}): Promise<InputArtifact> {
  return writtenFrom(sourceOf(images, options), options);
}
