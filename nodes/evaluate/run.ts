import type { ExampleTarget } from '../../imaging/augment/example-target.js';
import type { ImageSet } from '../../imaging/image-set.js';
import { buildNetwork } from '../../learn/networks/build-network.js';
import type { Network } from '../../learn/networks/network.js';
import { loadTensorFlow } from '../../learn/runtime/tensorflow.js';
import { taskFunctions } from '../../learn/tasks/build-task-functions.js';
import type { TaskFunctions } from '../../learn/tasks/task-functions.js';
import { Predictor } from '../../learn/training/predictor.js';
import type { CheckpointsIndex } from '../artifacts/checkpoints.js';
import { openImageSet } from '../artifacts/image-set.js';
import { readImagesSeen } from '../artifacts/images-seen.js';
import { readArrays } from '../artifacts/read-arrays.js';
import { type MeanScore, type Score, writeMeans, writeScores } from '../artifacts/scores.js';
import type { ContextOf } from '../define-node.js';
import { checkNotEmpty } from '../training/check-images.js';
import { checkIntensities } from '../training/check-intensities.js';
import { checkRanges } from '../training/check-ranges.js';
import { checkTarget } from '../training/check-target.js';
import { checkWindow } from '../training/check-window.js';
import { exampleTarget } from '../training/example-target-of-task.js';
import { finiteOnly } from '../training/finite-only.js';
import type { Tile } from '../training/tiles.js';
import { baselineScores } from './baselines.js';
import { checkLeakage } from './check-leakage.js';
import { chooseTile } from './choose-tile.js';
import type { inputs, outputs, params } from './definition.js';
import { type Judgement, judge } from './judge.js';

type Context = ContextOf<typeof params, typeof inputs, typeof outputs>;

export async function run(context: Context): Promise<void> {
  const { signal } = context;
  const { model, data } = context.inputs;
  await loadTensorFlow();
  const set = await openImageSet(data);
  const index = await model.json<CheckpointsIndex>('index.json');
  const { task } = index;
  checkImages(set, index);
  checkLeakage(set, await readImagesSeen(model), context.params.leakage, context);
  const functions = taskFunctions(task);
  const network = buildNetwork(index.network, functions.channels);
  const target = exampleTarget(task.target);
  const tile = chooseTile({ wanted: context.params.tile, image: set, network, task }, context);

  const means: MeanScore[] = [];
  const scores = scoresOf({ context, index, set, functions, network, target, tile, means });
  await writeScores(context.output('scores'), scores);
  const baselines = await baselineScores({ task, set, target, signal });
  await writeMeans(context.output('scores'), means, baselines);
}

function checkImages(set: ImageSet, { intensities, task }: CheckpointsIndex): void {
  checkTarget(set, 'data', task.target);
  checkNotEmpty(set, 'data');
  checkIntensities('data', set.intensities, 'those that the network was trained on have', intensities);
  checkRanges(set, 'data', task);
  if (task.metrics.includes('ssim')) checkWindow(set, 'data');
}

interface ScoringRequest {
  readonly context: Context;
  readonly index: CheckpointsIndex;
  readonly set: ImageSet;
  readonly functions: TaskFunctions;
  readonly network: Network;
  readonly target: ExampleTarget;
  readonly tile: Tile | undefined;
  /** Those of each epoch are added. */
  readonly means: MeanScore[];
}

/** Every image at every kept epoch. Of what was measured, no more than the last epoch's is held. */
async function* scoresOf(request: ScoringRequest): AsyncGenerator<Score> {
  const { context, index, set, functions, network, target, tile, means } = request;
  const { task, series } = index;
  const { signal } = context;
  /** Epochs that follow each other often kept the same weights. */
  let judgement: Judgement | undefined;
  for (const [position, { epoch, bestEpoch, stuck, stoppedEarly, file }] of series.entries()) {
    context.progress({ phase: `epoch ${epoch}`, step: position + 1, steps: series.length });
    if (judgement?.epoch !== bestEpoch) {
      const predictor = new Predictor(network, functions, await readArrays(context.inputs.model, file));
      try {
        judgement = await judge({ epoch: bestEpoch, predictor, set, task, target, tile, network, signal });
      } finally {
        predictor.dispose();
      }
    }
    const { perImage, total } = judgement;
    means.push({
      epoch,
      bestEpoch,
      images: set.count,
      ...(stuck !== undefined && { stuck }),
      ...(stoppedEarly !== undefined && { stoppedEarly }),
      ...total,
    });
    context.metric(finiteOnly(total.values), epoch);
    for (const [image, values] of perImage.entries()) {
      yield { epoch, bestEpoch, image: set.name(image), values };
    }
  }
}
