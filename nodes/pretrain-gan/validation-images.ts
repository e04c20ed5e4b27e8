import { drawExample } from '../../imaging/augment/draw-example.js';
import type { AugmentationPolicy } from '../../imaging/augment/policy.js';
import type { ImageSet } from '../../imaging/image-set.js';
import type { RunContext } from '../run-context.js';

/** Images that the generator restores to show how well it does; it does not learn from them. */
export interface ValidationImages {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly normalization: ImageSet['intensities']['normalization'];
  name(position: number): string;
  /** Writes the image as it is, [height × width]. */
  readClean(position: number, into: Float32Array): void;
  /** Writes the image blurred and noised. */
  readCorrupted(position: number, into: Float32Array): void;
}

/**
 * The images of a set at `indices`, corrupted as in training but in the same way each time, and neither turned nor
 * zoomed. What is drawn for an image depends on the seed and on its position only, not on what is trained on.
 */
export function validationImages(request: {
  readonly set: ImageSet;
  readonly indices: ArrayLike<number>;
  readonly policy: AugmentationPolicy | undefined;
  readonly random: RunContext['random'];
  readonly seed: number;
}): ValidationImages {
  const { set, indices, random, seed } = request;
  const { height, width, intensities } = set;
  const { flip, rotate90, scale, ...corruption } = request.policy ?? {};
  const unused = new Float32Array(height * width);

  return {
    count: indices.length,
    height,
    width,
    normalization: intensities.normalization,
    name: (position) => set.name(indices[position]!),
    readClean: (position, into) => set.readImage(indices[position]!, into),
    readCorrupted(position, into) {
      drawExample({
        set,
        index: indices[position]!,
        crop: undefined,
        policy: corruption,
        random: random('pretrain-gan/validation', seed, 0, position),
        target: { kind: 'input' },
        input: into,
        output: unused,
      });
    },
  };
}
