import type { ImageSet } from '../image-set.js';
import { changeIntensities } from './change-intensities.js';
import { drawTarget, type ExampleTarget } from './example-target.js';
import type { PartRandom } from './part-random.js';
import type { AugmentationPolicy } from './policy.js';
import { scratch } from './scratch.js';
import { drawView, sampleBilinear } from './view.js';

export interface ExampleRequest {
  readonly set: ImageSet;
  readonly index: number;
  /** Side of the random square in pixels, at most the image's shorter side; undefined takes the whole image. */
  readonly crop: number | undefined;
  readonly policy: AugmentationPolicy | undefined;
  /** Everything drawn comes from here, so generators at the same addresses give the same example. */
  readonly random: PartRandom;
  /** Of the same view as the input, with its intensities as they are. */
  readonly target: ExampleTarget;
  /** Receives the network's input, row-major [crop × crop] or [height × width]. */
  readonly input: Float32Array;
  /** Receives the target, of the size that `targetSize` gives. */
  readonly output: Float32Array;
}

/**
 * Draws one training example from image `index`: a random view of it, and of its target, changed as `policy` says. Only
 * what the view shows is read.
 */
export function drawExample(request: ExampleRequest): void {
  const { set, index, crop, policy = {}, random, input, output } = request;
  if (crop !== undefined && crop > Math.min(set.height, set.width)) {
    throw new Error(`bug: a crop of ${crop} px from images of ${set.width} × ${set.height} px`);
  }
  const view = drawView(set, crop, policy, random);
  const { region } = view;
  const size = region.height * region.width;
  const part = scratch('part', size).subarray(0, size);
  set.readImage(index, part, region);
  sampleBilinear(view, part, input);
  drawTarget(request.target, request, view, { seen: input, part, into: output });
  changeIntensities(input, view, policy, set.levels(index), random);
}
