import type { Random } from '../../random/random.js';
import type { ImageSet } from '../image-set.js';
import { drawTarget, type ExampleTarget } from './example-target.js';
import { gaussianBlur } from './gaussian-blur.js';
import type { AugmentationPolicy } from './policy.js';
import { scratch } from './scratch.js';
import { drawView, sampleBilinear } from './view.js';

export interface ExampleRequest {
  readonly set: ImageSet;
  readonly index: number;
  /** Side of the random square in pixels, at most the image's shorter side; undefined takes the whole image. */
  readonly crop: number | undefined;
  readonly policy: AugmentationPolicy | undefined;
  /** Everything drawn comes from here, so a generator at the same address gives the same example. */
  readonly random: Random;
  /** Of the same view as the input, without its blur and noise. */
  readonly target: ExampleTarget;
  /** Receives the network's input, row-major [crop × crop] or [height × width]. */
  readonly input: Float32Array;
  /** Receives the target, of the size that `targetSize` gives. */
  readonly output: Float32Array;
}

/** Draws one training example from image `index`: a random view of it, and of its target, changed as `policy` says. */
export function drawExample(request: ExampleRequest): void {
  const { set, index, crop, policy, random, input, output } = request;
  if (crop !== undefined && crop > Math.min(set.height, set.width)) {
    throw new Error(`bug: a crop of ${crop} px from images of ${set.width} × ${set.height} px`);
  }
  const view = drawView(set, crop, policy, random);
  const whole = scratch('whole image', set.height * set.width).subarray(0, set.height * set.width);

  set.readImage(index, whole);
  sampleBilinear(view, whole, input);
  drawTarget(request.target, request, view, { seen: input, whole, into: output });
  const { blur, noise } = policy ?? {};
  if (blur && random.uniform() < blur.probability) {
    gaussianBlur(input, view.height, view.width, random.between(...blur.sigma));
  }
  if (noise) {
    const sigma = random.between(...noise.sigma);
    for (let i = 0; i < input.length; i++) input[i]! += sigma * random.normal();
  }
}
