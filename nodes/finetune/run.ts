import type { AugmentationPolicy } from '../../imaging/augment/policy.js';
import type { ImageSet } from '../../imaging/image-set.js';
import { buildNetwork } from '../../learn/networks/build-network.js';
import { initialValues } from '../../learn/networks/initial-values.js';
import type { Network } from '../../learn/networks/network.js';
import { loadTensorFlow } from '../../learn/runtime/tensorflow.js';
import { taskFunctions } from '../../learn/tasks/build-task-functions.js';
import type { TaskFunctions } from '../../learn/tasks/task-functions.js';
import { newTrainer } from '../../learn/training/new-trainer.js';
import { makeOptimiser } from '../../learn/training/optimisers/make-optimiser.js';
import { learningRateAt } from '../../learn/training/schedule.js';
import { supervisedProgram } from '../../learn/training/supervised-program.js';
import type { NamedArrays } from '../../learn/weights/named-arrays.js';
import { openImageSet } from '../artifacts/image-set.js';
import { readWeights } from '../artifacts/weights.js';
import { checkNotEmpty, checkTrainingImages, checkWholeImages } from '../training/check-images.js';
import { checkIntensities } from '../training/check-intensities.js';
import { checkPolicy } from '../training/check-policy.js';
import { checkPrecision } from '../training/check-precision.js';
import { checkRanges } from '../training/check-ranges.js';
import { checkTarget } from '../training/check-target.js';
import { checkWindow } from '../training/check-window.js';
import type { ExampleSource } from '../training/epoch-batches.js';
import { exampleTarget } from '../training/example-target-of-task.js';
import { expectedLooks, expectedSteps } from '../training/expected-calls.js';
import { runTraining } from '../training/run-training.js';
import { checkKeptHead } from './check-kept-head.js';
import type { Context } from './context.js';
import { frozenBy } from './frozen.js';
import { reestimated } from './reestimated.js';
import { seenImages } from './seen-images.js';
import { startingValues } from './starting-values.js';
import { trainingSettings } from './training-settings.js';
import { taskValidation } from './validation.js';
import { warnOfDarkForeground, warnOfOwnTargets, warnOfStuck } from './warnings.js';
import { writeOutputs } from './write-outputs.js';

export async function run(context: Context): Promise<void> {
  const { params, inputs, signal } = context;
  const { task } = params;
  const settings = trainingSettings(params);
  await loadTensorFlow();
  checkPrecision(params.precision);
  const set = await openImageSet(inputs.train);
  const validationSet = await openImageSet(inputs.validation);
  const policy = await inputs.augmentation?.json<AugmentationPolicy>('policy.json');
  const functions = taskFunctions(task);
  const network = buildNetwork(params.network, functions.channels);
  const target = exampleTarget(task.target);

  checkImages(set, validationSet, context, network);
  checkPolicy(policy, set, 'train');
  warnOfOwnTargets(context, validationSet);
  const { crop, cropsPerImage, batch } = settings;
  const indices = Array.from({ length: set.count }, (_, index) => index);
  const source = { set, artifact: inputs.train, indices, target, crop, cropsPerImage, policy, batch };
  const rateAt = (epoch: number) => learningRateAt(settings.schedule, settings.learningRate, epoch);
  const values = await valuesAtStart(context, source, network);
  const oneByOne = task.classWeights !== undefined;
  const expected = [...expectedSteps(source), ...expectedLooks(validationSet, network, { target, oneByOne })];
  const trainer = newTrainer(programOf(context, network, functions, values), expected, params);
  try {
    const result = await runTraining(context, {
      trainer,
      source,
      stream: 'finetune',
      seed: params.seed,
      epochs: params.epochs,
      learningRateAt: rateAt,
      shownLoss: 'loss',
      monitor: task.monitor,
      checkpoints: params.checkpoints,
      earlyStopping: settings.earlyStopping,
      validate: taskValidation({ set: validationSet, task, target, network, oneByOne, signal, trainer }),
      historyOf: (losses, validation, epoch) => ({
        learningRate: rateAt(epoch),
        ...losses,
        ...prefixedNames('validation', validation),
      }),
    });
    warnOfStuck(result.history, context);
    await writeOutputs(context, result, set.intensities, await seenImages(context, set, validationSet));
  } finally {
    trainer.dispose();
  }
}

function checkImages(set: ImageSet, validationSet: ImageSet, { params }: Context, network: Network): void {
  const { task } = params;
  const { crop, cropsPerImage, batch } = trainingSettings(params);
  for (const [port, images] of [
    ['train', set],
    ['validation', validationSet],
  ] as const) {
    checkTarget(images, port, task.target);
    checkNotEmpty(images, port);
    checkRanges(images, port, task);
  }
  const losesBySsim = task.losses.some(({ kind }) => kind === 'ssim');
  if (losesBySsim) checkWindow(set, 'train');
  if (losesBySsim || task.metrics.includes('ssim')) checkWindow(validationSet, 'validation');
  checkTrainingImages({ set, count: set.count, crop, cropsPerImage, batch, stride: network.stride });
  checkWholeImages(validationSet, 'validation', network);
  checkIntensities('validation', validationSet.intensities, 'those of input train have', set.intensities);
}

/** All variables before the first step, from the input weights where there are some. */
async function valuesAtStart(
  context: Context,
  source: ExampleSource,
  network: Network,
): Promise<NamedArrays> {
  const { params, inputs } = context;
  const weights = inputs.weights && (await readWeights(inputs.weights));
  const initial = initialValues(network, (name) => context.random(`finetune/initial/${name}`, params.seed));
  const values = startingValues({ network, initial, weights, start: params.start });
  if (weights) {
    const { intensities } = weights.index;
    checkIntensities(
      'train',
      source.set.intensities,
      'those that the weights were trained on have',
      intensities,
    );
    checkKeptHead(weights.index, params.task, params.start);
    await warnOfDarkForeground(context, source.set, weights.index);
  }
  const batches = params.reestimateStatistics;
  // A training that goes on has its values in its state.
  if (batches === undefined || context.lastCheckpoint) return values;
  return reestimated({ context, source, network, values, batches });
}

function programOf({ params }: Context, network: Network, task: TaskFunctions, values: NamedArrays) {
  const optimiser = makeOptimiser(trainingSettings(params).optimiser);
  return supervisedProgram({ network, values, task, optimiser, frozen: frozenBy(params.freeze) });
}

/** { bce, 'dice:Au' } as { validationBce, 'validationDice:Au' }. */
function prefixedNames(prefix: string, values: Readonly<Record<string, number>>): Record<string, number> {
  const named = (name: string) => `${prefix}${name[0]!.toUpperCase()}${name.slice(1)}`;
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [named(name), value]));
}
