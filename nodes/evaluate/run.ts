import type { ExampleTarget } from '../../imaging/augment/example-target.js';
import type { ImageSet } from '../../imaging/image-set.js';
import { meter } from '../../learn/metrics/meter.js';
import { buildNetwork } from '../../learn/networks/build-network.js';
import { loadTensorFlow } from '../../learn/runtime/tensorflow.js';
import { taskFunctions } from '../../learn/tasks/build-task-functions.js';
import type { Measured, Measurement } from '../../learn/tasks/meter.js';
import type { Task } from '../../learn/tasks/task-schema.js';
import { Predictor } from '../../learn/training/predictor.js';
import type { CheckpointsIndex } from '../artifacts/checkpoints.js';
import { openImageSet } from '../artifacts/image-set.js';
import { readArrays } from '../artifacts/read-arrays.js';
import { type MeanScore, type Score, writeScores } from '../artifacts/scores.js';
import type { ContextOf } from '../define-node.js';
import { checkNotEmpty } from '../training/check-images.js';
import { checkIntensities } from '../training/check-intensities.js';
import { checkTarget } from '../training/check-target.js';
import { predictedImages } from '../training/examined-images.js';
import { exampleTarget } from '../training/example-target-of-task.js';
import type { Tile } from '../training/tiles.js';
import { baselineScores } from './baselines.js';
import { chooseTile } from './choose-tile.js';
import type { inputs, outputs, params } from './definition.js';

type Context = ContextOf<typeof params, typeof inputs, typeof outputs>;

/** What was measured with one epoch's weights. */
interface Judgement {
  readonly perImage: readonly Measured[];
  readonly total: Measurement;
}

export async function run(context: Context): Promise<void> {
  const { signal } = context;
  const { model, data } = context.inputs;
  await loadTensorFlow();
  const set = await openImageSet(data);
  const { network: spec, intensities, task, series } = await model.json<CheckpointsIndex>('index.json');
  checkTarget(set, 'data', task.target);
  checkNotEmpty(set, 'data');
  checkIntensities('data', set.intensities, 'those that the network was trained on have', intensities);
  const functions = taskFunctions(task);
  const network = buildNetwork(spec, functions.channels);
  const target = exampleTarget(task.target);
  const tile = chooseTile(context.params.tile, set, network, task);

  const scores: Score[] = [];
  const means: MeanScore[] = [];
  /** By the epoch whose weights they are: kept epochs often share their weights. */
  const judged = new Map<number, Judgement>();
  for (const [position, { epoch, bestEpoch, stuck, file }] of series.entries()) {
    context.progress({ phase: `epoch ${epoch}`, step: position + 1, steps: series.length });
    let judgement = judged.get(bestEpoch);
    if (!judgement) {
      const predictor = new Predictor(network, functions, await readArrays(model, file));
      try {
        judgement = await judge({ predictor, set, task, target, tile, stride: network.stride, signal });
      } finally {
        predictor.dispose();
      }
      judged.set(bestEpoch, judgement);
    }
    const { perImage, total } = judgement;
    for (const [index, values] of perImage.entries()) {
      scores.push({ epoch, bestEpoch, image: set.name(index), values });
    }
    means.push({ epoch, bestEpoch, images: set.count, ...(stuck !== undefined && { stuck }), ...total });
    context.metric(finiteOnly(total.values), epoch);
  }
  const baselines = await baselineScores({ task, set, target, signal });
  await writeScores(context.output('scores'), scores, means, baselines);
}

interface JudgeRequest {
  readonly predictor: Predictor;
  readonly set: ImageSet;
  readonly task: Task;
  readonly target: ExampleTarget;
  readonly tile: Tile | undefined;
  readonly stride: number;
  readonly signal: AbortSignal;
}

async function judge({ predictor, task, ...images }: JudgeRequest): Promise<Judgement> {
  const measuring = meter(task);
  const perImage: Measured[] = [];
  const predicted = predictedImages({ ...images, predict: (batch) => predictor.predict(batch) });
  for await (const { prediction, truth } of predicted) perImage.push(measuring.add(prediction, truth));
  return { perImage, total: measuring.total() };
}

/** Metrics are for watching a run; infinite numbers cannot be drawn. */
function finiteOnly(values: Measured): Record<string, number> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => Number.isFinite(value)));
}
