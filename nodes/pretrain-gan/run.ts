import type { AugmentationPolicy } from '../../imaging/augment/policy.js';
import { evenlyChosen } from '../../imaging/evenly-chosen.js';
import type { ImageSet } from '../../imaging/image-set.js';
import { buildNetwork } from '../../learn/networks/build-network.js';
import { loadTensorFlow } from '../../learn/runtime/tensorflow.js';
import { newTrainer } from '../../learn/training/new-trainer.js';
import { learningRateAt } from '../../learn/training/schedule.js';
import { writeHistory } from '../artifacts/history.js';
import type { ImagesSeen } from '../artifacts/images-seen.js';
import { type Picture, writePictures } from '../artifacts/pictures.js';
import { writeWeights } from '../artifacts/weights.js';
import type { ContextOf } from '../define-node.js';
import { checkTrainingImages } from '../training/check-images.js';
import { checkPolicy } from '../training/check-policy.js';
import { checkPrecision } from '../training/check-precision.js';
import { expectedLooks, expectedSteps } from '../training/expected-calls.js';
import { runTraining } from '../training/run-training.js';
import type { TrainingResult } from '../training/training-request.js';
import { checkActivation, checkPatches } from './check-images.js';
import type { inputs, outputs, params } from './definition.js';
import { discriminatorOf } from './discriminator.js';
import { newProgram } from './new-program.js';
import { openImages } from './open-images.js';
import type { Restorer } from './restorer.js';
import { sampleStrip, stripColumns, stripFile } from './sample-strip.js';
import { identityL1, validationL1 } from './validation.js';

type Context = ContextOf<typeof params, typeof inputs, typeof outputs>;

export async function run(context: Context): Promise<void> {
  const { params, signal } = context;
  const { crop, cropsPerImage, batch, samples } = params;
  await loadTensorFlow();
  checkPrecision(params.precision);
  const generator = buildNetwork(params.network);
  const policy = await context.inputs.augmentation?.json<AugmentationPolicy>('policy.json');
  const { set, training, validation, seen } = await openImages(context, policy);
  checkTrainingImages({ set, count: training.length, crop, cropsPerImage, batch, stride: generator.stride });
  const discriminator = discriminatorOf(params);
  if (discriminator) checkPatches(crop ?? Math.min(set.height, set.width), discriminator);
  checkActivation(params.outputActivation, set);
  checkPolicy(policy, set, 'images');

  const source = {
    set,
    artifact: context.inputs.images,
    indices: training,
    target: { kind: 'input' },
    crop,
    cropsPerImage,
    policy,
    batch,
  } as const;
  const positions = evenlyChosen(validation.count, samples.count);
  const expected = [
    ...expectedSteps(source),
    ...expectedLooks(validation, generator),
    ...expectedLooks({ ...validation, count: positions.length }, generator),
  ];
  const trainer = newTrainer(newProgram(context, generator), expected, params);
  try {
    const unchanged = await identityL1(validation, context);
    if (unchanged === 0) {
      context.warn(
        'no validation image is corrupted, so nothing tells what the generator learns: the augmentation needs blur or noise',
      );
    }
    const restorer: Restorer = {
      network: generator,
      signal,
      predict: (corrupted) => trainer.predict(corrupted),
    };
    const strip = () => sampleStrip(validation, positions, restorer);
    const result = await runTraining(context, {
      trainer,
      source,
      stream: 'pretrain-gan',
      seed: params.seed,
      epochs: params.epochs,
      learningRateAt: (epoch) => learningRateAt(params.schedule, params.learningRate, epoch),
      shownLoss: 'l1',
      monitor: { metric: 'validationL1', mode: 'min' },
      checkpoints: { policy: 'best' },
      validate: async () => ({
        values: { validationL1: await validationL1(validation, restorer), identityL1: unchanged },
      }),
      historyOf: (losses, measured) => ({ ...losses, ...measured }),
      attach: async (epoch) => (epoch % samples.every === 0 ? { [stripFile(epoch)]: await strip() } : {}),
    });
    await writeResults(context, set, seen(), result);
    await writePictures(
      context.output('samples'),
      { columns: stripColumns, rows: positions.map(validation.name) },
      await picturesOf(result, samples.every, strip),
    );
  } finally {
    trainer.dispose();
  }
}

/** Writes the generator and its history; warns of a generator that is of no use. */
async function writeResults(
  { params, warn, output }: Context,
  set: ImageSet,
  seen: ImagesSeen,
  { chosen, history }: TrainingResult,
): Promise<void> {
  const { validationL1, identityL1 } = chosen.validation as { validationL1: number; identityL1: number };
  // Nothing is better than an error of 0, which was warned of before.
  if (identityL1 > 0 && validationL1 >= identityL1) {
    warn(
      `the generator is no better than doing nothing: validation L1 ${validationL1.toPrecision(4)}, of the unchanged input ${identityL1.toPrecision(4)}; train longer, or with a higher learningRate`,
    );
  }
  const { network, outputActivation } = params;
  const { intensities } = set;
  const index = { network, outputActivation, intensities, validationL1, identityL1, bestEpoch: chosen.epoch };
  await writeWeights(output('generator'), index, seen, await chosen.read());
  await writeHistory(output('history'), history);
}

/**
 * The pictures made on the way, and one of the end. That one is not kept with the training's state: a training that is
 * extended beyond it must not show it.
 */
async function picturesOf(
  { attachments, epoch }: TrainingResult,
  every: number,
  strip: () => Promise<Buffer>,
): Promise<Picture[]> {
  const pictures: Picture[] = [];
  for (const { name, read } of attachments) pictures.push({ file: name, png: await read() });
  if (epoch % every !== 0) pictures.push({ file: stripFile(epoch), png: await strip() });
  return pictures;
}
