import { type ExampleTarget, targetSize } from '../../imaging/augment/example-target.js';
import type { ExpectedCall } from '../../learn/training/new-trainer.js';
import type { ExampleSource } from './epoch-batches.js';
import type { NetworkShape } from './forward-memory.js';
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
  network: NetworkShape,
  evaluation?: { readonly target: ExampleTarget; readonly oneByOne: boolean },
): ExpectedCall[] {
  const { stride } = network;
  const padded = [roundUp(images.height, stride), roundUp(images.width, stride)] as const;
  const atOnce = evaluation?.oneByOne ? 1 : imagesAtOnce(...padded, network);
  return sizes(images.count, atOnce).map((count) => {
    const input = [count, ...padded] as const;
    if (!evaluation) return { kind: 'predict', input };
    const size = targetSize(evaluation.target, images.height, images.width);
    return { kind: 'evaluate', input, target: [count, ...size] };
  });
}

/** The sizes of the batches, of at most `atOnce` each, that `total` examples come in. */
function sizes(total: number, atOnce: number): number[] {
  return [...new Set([Math.min(atOnce, total), total % atOnce])].filter((size) => size > 0);
}
