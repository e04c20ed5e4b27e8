import { setImmediate } from 'node:timers/promises';
import { drawExample } from '../../imaging/augment/draw-example.js';
import type { AugmentationPolicy } from '../../imaging/augment/policy.js';
import type { ImageSet } from '../../imaging/image-set.js';
import { mean } from '../../learn/metrics/mean.js';
import { meanAbsoluteError } from '../../learn/metrics/mean-absolute-error.js';
import type { Trainer } from '../../learn/training/trainer.js';
import type { RunContext } from '../run-context.js';
import { predictions } from '../training/predictions.js';

export interface RestorationRequest {
  readonly context: Pick<RunContext, 'random' | 'signal' | 'progress'> & {
    readonly params: { readonly seed: number };
  };
  readonly set: ImageSet;
  readonly policy: AugmentationPolicy | undefined;
  /** The validation images. */
  readonly indices: ArrayLike<number>;
  readonly stride: number;
  readonly trainer: Trainer;
}

/**
 * Makes the function that measures how well the generator restores whole validation images: the mean absolute error
 * of its output, beside that of its unchanged input. The images are blurred and noised as in training, but in the
 * same way each time, and neither turned nor zoomed.
 */
export async function restorationValidation(request: RestorationRequest) {
  const { context, set, policy, indices, trainer } = request;
  const { random, signal, params } = context;
  const { height, width } = set;
  const corruption: AugmentationPolicy = {
    ...(policy?.blur && { blur: policy.blur }),
    ...(policy?.noise && { noise: policy.noise }),
  };
  const clean = new Float32Array(height * width);

  function readCorrupted(position: number, into: Float32Array): void {
    drawExample({
      set,
      index: indices[position]!,
      crop: undefined,
      policy: corruption,
      random: random('pretrain-gan/validation', params.seed, 0, position),
      target: 'image',
      input: into,
      output: clean,
    });
  }

  const corrupted = new Float32Array(height * width);
  const unchanged: number[] = [];
  for (let position = 0; position < indices.length; position++) {
    signal.throwIfAborted();
    readCorrupted(position, corrupted);
    unchanged.push(meanAbsoluteError(corrupted, clean));
    context.progress({ phase: 'corrupting validation images', step: position + 1, steps: indices.length });
    await setImmediate();
  }
  const identityL1 = mean(unchanged);

  return async () => {
    const errors: number[] = [];
    const restored = predictions({
      count: indices.length,
      height,
      width,
      stride: request.stride,
      signal,
      read: readCorrupted,
      predict: (images) => trainer.predict(images),
    });
    for await (const { index, output } of restored) {
      set.readImage(indices[index]!, clean);
      errors.push(meanAbsoluteError(output, clean));
    }
    return { validationL1: mean(errors), identityL1 };
  };
}
