import type { ImageSet } from '../../imaging/image-set.js';
import { type PredictionRequest, predictions } from './predictions.js';

export interface MaskPredictionRequest extends Pick<PredictionRequest, 'stride' | 'signal' | 'predict'> {
  readonly set: ImageSet;
}

/** The network's output and the mask, each [height × width], of every labelled image in order; the next one overwrites the mask. */
export async function* maskPredictions({
  set,
  ...request
}: MaskPredictionRequest): AsyncGenerator<{ readonly output: Float32Array; readonly mask: Float32Array }> {
  const { count, height, width } = set;
  const mask = new Float32Array(height * width);
  const read = (index: number, into: Float32Array) => set.readImage(index, into);
  for await (const { index, output } of predictions({ ...request, count, height, width, read })) {
    set.readMask(index, mask);
    yield { output, mask };
  }
}
