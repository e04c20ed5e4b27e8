import { type ExampleTarget, targetSize } from '../../imaging/augment/example-target.js';
import type { ExpectedCall } from '../../learn/training/new-trainer.js';
import type { ExampleSource } from './epoch-batches.js';
import { imagesAtOnce, roundUp } from './predictions.js';

/** The steps that a training will take. */
export function expectedSteps({
  set,
  indices,
  target,
  crop,
  cropsPerImage,
  batch,
}: ExampleSource): ExpectedCall[] {
  const side = [crop ?? set.height, crop ?? set.width] as const;
  return sizes(indices.length * cropsPerImage, batch).map((count) => ({
    kind: 'step',
    input: [count, ...side],
    target: [count, ...targetSize(target, ...side)],
  }));
}

/** The calls by which whole images will be looked at; `evaluate` where there is a target. */
export function expectedLooks(
  images: { readonly count: number; readonly height: number; readonly width: number },
  stride: number,
  target?: ExampleTarget,
): ExpectedCall[] {
  const padded = [roundUp(images.height, stride), roundUp(images.width, stride)] as const;
  return sizes(images.count, imagesAtOnce(...padded)).map((count) => {
    const input = [count, ...padded] as const;
    if (!target) return { kind: 'predict', input };
    return { kind: 'evaluate', input, target: [count, ...targetSize(target, images.height, images.width)] };
  });
}

/** The sizes of the batches, of at most `atOnce` each, that `total` examples come in. */
function sizes(total: number, atOnce: number): number[] {
  return [...new Set([Math.min(atOnce, total), total % atOnce])].filter((size) => size > 0);
}
