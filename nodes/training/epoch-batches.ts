import { drawExample } from '../../imaging/augment/draw-example.js';
import { type ExampleTarget, targetSize } from '../../imaging/augment/example-target.js';
import type { AugmentationPolicy } from '../../imaging/augment/policy.js';
import type { ImageSet } from '../../imaging/image-set.js';
import { type ExampleBatch, emptyBatch, imageOf } from '../../learn/training/image-batch.js';
import type { RunContext } from '../run-context.js';

/** Where training examples come from. */
export interface ExampleSource {
  readonly set: ImageSet;
  /** The images of the set to train on. */
  readonly indices: ArrayLike<number>;
  readonly target: ExampleTarget;
  readonly crop: number | undefined;
  readonly cropsPerImage: number;
  readonly policy: AugmentationPolicy | undefined;
  readonly batch: number;
}

/** Where an epoch's random numbers come from. */
export interface EpochRandom {
  readonly random: RunContext['random'];
  /** The node's type, which its streams begin with. */
  readonly stream: string;
  readonly seed: number;
  /** 1, 2, … */
  readonly epoch: number;
}

export function batchesPerEpoch({ indices, cropsPerImage, batch }: ExampleSource): number {
  return Math.ceil((indices.length * cropsPerImage) / batch);
}

/**
 * The batches of one epoch: every image `cropsPerImage` times, in random order. Each example is drawn at an address
 * of its own, so it does not depend on the batch that it falls into, and the first `skipped` batches need not be drawn
 * to get the others. The last batch is shorter where the examples do not fill it, so that none is left out.
 */
export function* epochBatches(
  source: ExampleSource,
  address: EpochRandom,
  skipped = 0,
): Generator<ExampleBatch> {
  const { set, indices, crop, target, policy } = source;
  const { random, stream, seed, epoch } = address;
  const height = crop ?? set.height;
  const width = crop ?? set.width;
  const [targetHeight, targetWidth] = targetSize(target, height, width);
  const order = random(`${stream}/order`, seed, epoch).permutation(indices.length * source.cropsPerImage);

  for (let start = skipped * source.batch; start < order.length; start += source.batch) {
    const examples = order.subarray(start, start + source.batch);
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
        random: random(`${stream}/example`, seed, epoch, example),
        target,
        input: imageOf(batch.input, position),
        output: imageOf(batch.target, position),
      });
    }
    yield batch;
  }
}
