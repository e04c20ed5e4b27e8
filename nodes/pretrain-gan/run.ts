import type { AugmentationPolicy } from '../../imaging/augment/policy.js';
import type { ImageSet } from '../../imaging/image-set.js';
import { buildNetwork } from '../../learn/networks/build-network.js';
import { initialValues } from '../../learn/networks/initial-values.js';
import { patchGan, patchGanOutputSide } from '../../learn/networks/patch-gan.js';
import { loadTensorFlow } from '../../learn/runtime/tensorflow.js';
import { EagerTrainer } from '../../learn/training/eager-trainer.js';
import { ganProgram } from '../../learn/training/gan-program.js';
import { writeHistory } from '../artifacts/history.js';
import { openImageSet } from '../artifacts/image-set.js';
import { writeWeights } from '../artifacts/weights.js';
import type { ContextOf } from '../define-node.js';
import { NodeError } from '../node-error.js';
import { checkNotEmpty, checkTrainingImages } from '../training/check-images.js';
import { runTraining } from '../training/run-training.js';
import type { inputs, outputs, params } from './definition.js';
import { splitImages } from './split-images.js';
import { restorationValidation } from './validation.js';

type Context = ContextOf<typeof params, typeof inputs, typeof outputs>;

export async function run(context: Context): Promise<void> {
  const { params } = context;
  await loadTensorFlow();
  const set = await openImageSet(context.inputs.images);
  const policy = await context.inputs.augmentation?.json<AugmentationPolicy>('policy.json');
  const generator = buildNetwork(params.network);
  const { training, validation } = splitImages(
    set.count,
    params.validationFraction,
    context.random('pretrain-gan/split', params.seed),
  );
  checkImages(set, training.length, generator.stride, params);

  const trainer = new EagerTrainer(newProgram(context));
  try {
    const validate = await restorationValidation({
      context,
      set,
      policy,
      indices: validation,
      stride: generator.stride,
      trainer,
    });
    const { cropsPerImage, batch } = params;
    const record = await runTraining(context, {
      trainer,
      source: { set, indices: training, target: 'image', crop: params.crop, cropsPerImage, policy, batch },
      stream: 'pretrain-gan',
      seed: params.seed,
      epochs: params.epochs,
      learningRate: params.learningRate,
      shownLoss: 'l1',
      validate,
      historyOf: (losses, measured) => ({ ...losses, ...measured }),
      isBetter: (candidate, chosen) =>
        candidate.validation['validationL1']! < chosen.validation['validationL1']!,
    });

    const { chosen, history } = record;
    const { validationL1, identityL1 } = chosen.validation as { validationL1: number; identityL1: number };
    if (validationL1 >= identityL1) {
      context.warn(
        `the generator is no better than doing nothing: validation L1 ${validationL1.toPrecision(4)}, of the unchanged input ${identityL1.toPrecision(4)}; train longer, or with a higher learningRate`,
      );
    }
    await writeWeights(
      context.output('generator'),
      {
        network: params.network,
        intensities: set.intensities,
        validationL1,
        identityL1,
        bestEpoch: chosen.epoch,
      },
      chosen.safetensors,
    );
    await writeHistory(context.output('history'), history);
  } finally {
    trainer.dispose();
  }
}

function newProgram({ params, random }: Context) {
  const generator = buildNetwork(params.network);
  const discriminator = patchGan(params.discriminator);
  const randomFor = (which: string) => (name: string) =>
    random(`pretrain-gan/initial/${which}/${name}`, params.seed);
  return ganProgram({
    generator,
    generatorValues: initialValues(generator, randomFor('generator')),
    discriminator,
    discriminatorValues: initialValues(discriminator, randomFor('discriminator')),
    lambdaL1: params.lambdaL1,
    beta1: params.beta1,
  });
}

function checkImages(set: ImageSet, count: number, stride: number, params: Context['params']): void {
  checkNotEmpty(set, 'images');
  if (count === 0 || count === set.count) {
    throw new NodeError(
      'bad-input',
      `${set.count} images cannot be split into training and validation images`,
      'load at least 2 images',
    );
  }
  const { crop, cropsPerImage, batch, discriminator } = params;
  checkTrainingImages({ set, count, crop, cropsPerImage, batch, stride });
  const side = crop ?? Math.min(set.height, set.width);
  if (patchGanOutputSide(side, discriminator.layers) < 1) {
    throw new NodeError(
      'bad-input',
      `examples of ${side} pixels are too small for a discriminator with ${discriminator.layers} layers`,
      'raise crop, or lower discriminator.layers',
    );
  }
}
