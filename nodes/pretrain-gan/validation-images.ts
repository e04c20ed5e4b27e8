import { drawExample } from '../../imaging/augment/draw-example.js';
import { type AugmentationPolicy, withoutGeometry } from '../../imaging/augment/policy.js';
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
  /** Writes the image with its intensities changed as the policy says. */
  readCorrupted(position: number, into: Float32Array): void;
}

/** Corrupted images that take no more than this together are drawn once and kept. */
const heldBytes = 256 * 1024 * 1024;

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
  const corruption = withoutGeometry(request.policy ?? {});
  const unused = new Float32Array(height * width);
  const isHeld = indices.length * height * width * 4 <= heldBytes;
  const held = new Map<number, Float32Array>();
  function drawCorrupted(position: number, into: Float32Array): void {
    drawExample({
      set,
      index: indices[position]!,
      crop: undefined,
      policy: corruption,
      random: (part) => random(`pretrain-gan/validation/${part}`, seed, 0, position),
      target: { kind: 'input' },
      input: into,
      output: unused,
    });
  }

  return {
    count: indices.length,
    height,
    width,
    normalization: intensities.normalization,
    name: (position) => set.name(indices[position]!),
    readClean: (position, into) => set.readImage(indices[position]!, into),
    readCorrupted(position, into) {
      const before = held.get(position);
      if (before) {
        into.set(before);
        return;
      }
      drawCorrupted(position, into);
      if (isHeld) held.set(position, into.slice());
    },
  };
}
