import { targetSize } from '../../imaging/augment/example-target.js';
import type { ImageSet } from '../../imaging/image-set.js';
import type { ExpectedCall } from '../../learn/training/new-trainer.js';
import type { ExampleSource } from '../training/epoch-batches.js';
import { imagesAtOnce, roundUp } from '../training/predictions.js';

/** All calls of the trainer that a training will make. */
export function expectedCalls(source: ExampleSource, validation: ImageSet, stride: number): ExpectedCall[] {
  const { set, target, crop, batch } = source;
  const examples = source.indices.length * source.cropsPerImage;
  const side = [crop ?? set.height, crop ?? set.width] as const;
  const padded = [roundUp(validation.height, stride), roundUp(validation.width, stride)] as const;
  return [
    ...sizes(examples, batch).map((count) => call('step', count, side, targetSize(target, ...side))),
    ...sizes(validation.count, imagesAtOnce(...padded)).map((count) =>
      call('evaluate', count, padded, targetSize(target, validation.height, validation.width)),
    ),
  ];
}

type Size = readonly [height: number, width: number];

function call(kind: 'step' | 'evaluate', count: number, input: Size, target: Size): ExpectedCall {
  return { kind, input: [count, ...input], target: [count, ...target] };
}

/** The sizes of the batches, of at most `atOnce` each, that `total` examples come in. */
function sizes(total: number, atOnce: number): number[] {
  return [...new Set([Math.min(atOnce, total), total % atOnce])].filter((size) => size > 0);
}
