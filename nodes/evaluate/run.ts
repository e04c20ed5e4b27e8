import type { ImageSet } from '../../imaging/image-set.js';
import { dice } from '../../learn/metrics/dice.js';
import { mean } from '../../learn/metrics/mean.js';
import { buildNetwork } from '../../learn/networks/build-network.js';
import { loadTensorFlow } from '../../learn/runtime/tensorflow.js';
import { Predictor } from '../../learn/training/predictor.js';
import { decodeSafetensors } from '../../learn/weights/safetensors.js';
import type { CheckpointsIndex } from '../artifacts/checkpoints.js';
import { openImageSet } from '../artifacts/image-set.js';
import { type MeanScore, type Score, writeScores } from '../artifacts/scores.js';
import type { ContextOf } from '../define-node.js';
import { checkLabelled, checkNotEmpty } from '../training/check-images.js';
import { checkIntensities } from '../training/check-intensities.js';
import { maskPredictions } from '../training/mask-predictions.js';
import type { inputs, outputs, params } from './definition.js';

type Context = ContextOf<typeof params, typeof inputs, typeof outputs>;

export async function run(context: Context): Promise<void> {
  const { model, data } = context.inputs;
  await loadTensorFlow();
  const set = await openImageSet(data);
  checkLabelled(set, 'data');
  checkNotEmpty(set, 'data');
  const { network: spec, intensities, series } = await model.json<CheckpointsIndex>('index.json');
  checkIntensities('data', set.intensities, 'those that the network was trained on have', intensities);
  const network = buildNetwork(spec);

  const scores: Score[] = [];
  const means: MeanScore[] = [];
  /** Dice of each image, by the epoch whose weights gave it: kept epochs often share their weights. */
  const judged = new Map<number, readonly number[]>();
  for (const [position, { epoch, bestEpoch, file }] of series.entries()) {
    context.progress({ phase: `epoch ${epoch}`, step: position + 1, steps: series.length });
    let perImage = judged.get(bestEpoch);
    if (!perImage) {
      const predictor = new Predictor(network, decodeSafetensors(await model.read(file)));
      try {
        perImage = await diceOfImages(set, predictor, network.stride, context);
      } finally {
        predictor.dispose();
      }
      judged.set(bestEpoch, perImage);
    }
    for (const [index, value] of perImage.entries()) {
      scores.push({ epoch, bestEpoch, image: set.name(index), dice: value });
    }
    means.push({ epoch, bestEpoch, images: set.count, dice: mean(perImage) });
    context.metric({ dice: mean(perImage) }, epoch);
  }
  await writeScores(context.output('scores'), scores, means);
}

async function diceOfImages(
  set: ImageSet,
  predictor: Predictor,
  stride: number,
  { signal }: Context,
): Promise<readonly number[]> {
  const values: number[] = [];
  const predicted = maskPredictions({
    set,
    stride,
    signal,
    predict: (images) => predictor.predict(images),
  });
  for await (const { output, mask } of predicted) values.push(dice(output, mask));
  return values;
}
