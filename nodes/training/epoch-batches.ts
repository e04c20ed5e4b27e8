import { drawExample } from '../../imaging/augment/draw-example.js';
import { type ExampleTarget, targetSize } from '../../imaging/augment/example-target.js';
import type { AugmentationPolicy } from '../../imaging/augment/policy.js';
import type { ImageSet } from '../../imaging/image-set.js';
import { type ExampleBatch, emptyBatch, imageOf } from '../../learn/training/image-batch.js';
import { randomAt } from '../../random/random.js';
import type { InputArtifact } from '../run-context.js';

/** Where examples come from. */
export interface ExampleSource {
  readonly set: ImageSet;
  /** What the set was opened from. Threads can open it, too; without it, examples are not drawn beside the training. */
  readonly artifact?: InputArtifact;
  /** The images of the set to draw from. */
  readonly indices: ArrayLike<number>;
  readonly target: ExampleTarget;
  readonly crop: number | undefined;
  readonly cropsPerImage: number;
  readonly policy: AugmentationPolicy | undefined;
  readonly batch: number;
}

/** Where the random numbers of examples come from. */
export interface ExampleStream {
  /** What their streams begin with: the node's type. */
  readonly stream: string;
  readonly seed: number;
}

/** Draws batch `step` (0, 1, …) of an epoch (1, 2, …). */
export type DrawBatch = (epoch: number, step: number) => ExampleBatch;

export function batchesPerEpoch({
  indices,
  cropsPerImage,
  batch,
}: Pick<ExampleSource, 'indices' | 'cropsPerImage' | 'batch'>): number {
  return Math.ceil((indices.length * cropsPerImage) / batch);
}

/**
 * Makes what draws the batches of a training. In an epoch every image comes `cropsPerImage` times, in random order.
 * Each example is drawn at addresses of its own, so it depends neither on the batch that it falls into nor on what was
 * drawn before it. The last batch is shorter where the examples do not fill it, so that none is left out.
 */
export function batchDrawer(source: ExampleSource, { stream, seed }: ExampleStream): DrawBatch {
  const { set, indices, crop, target, policy, batch: size } = source;
  const height = crop ?? set.height;
  const width = crop ?? set.width;
  const [targetHeight, targetWidth] = targetSize(target, height, width);
  const count = indices.length * source.cropsPerImage;
  const orderOf = (epoch: number) => randomAt({ stream: `${stream}/order`, seed, epoch }).permutation(count);
  let last = { epoch: 1, order: orderOf(1) };

  return (epoch, step) => {
    if (last.epoch !== epoch) last = { epoch, order: orderOf(epoch) };
    const examples = last.order.subarray(step * size, (step + 1) * size);
    const batch = {
      input: emptyBatch(examples.length, height, width),
      target: emptyBatch(examples.length, targetHeight, targetWidth),
    };
    for (const [position, example] of examples.entries()) {
      drawExample({
        set,
        index: indices[example % indices.length]!,
        crop,
        policy,
        random: (part) => randomAt({ stream: `${stream}/example/${part}`, seed, epoch, step: example }),
        target,
        input: imageOf(batch.input, position),
        output: imageOf(batch.target, position),
      });
    }
    return batch;
  };
}

/** The batches of one epoch, drawn when they are asked for. */
export function* epochBatches(
  source: ExampleSource,
  { epoch, ...stream }: ExampleStream & { readonly epoch: number },
): Generator<ExampleBatch> {
  const draw = batchDrawer(source, stream);
  for (let step = 0; step < batchesPerEpoch(source); step++) yield draw(epoch, step);
}
