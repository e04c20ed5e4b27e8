import type { AugmentationPolicy } from '../../imaging/augment/policy.js';
import type { ImageSet } from '../../imaging/image-set.js';
import { buildNetwork } from '../../learn/networks/build-network.js';
import { initialValues } from '../../learn/networks/initial-values.js';
import { loadTensorFlow } from '../../learn/runtime/tensorflow.js';
import { EagerTrainer } from '../../learn/training/eager-trainer.js';
import { supervisedProgram } from '../../learn/training/supervised-program.js';
import { writeCheckpoints } from '../artifacts/checkpoints.js';
import { writeHistory } from '../artifacts/history.js';
import { openImageSet } from '../artifacts/image-set.js';
import { readWeights } from '../artifacts/weights.js';
import type { ContextOf } from '../define-node.js';
import type { InputArtifact } from '../run-context.js';
import { checkLabelled, checkNotEmpty, checkTrainingImages } from '../training/check-images.js';
import { checkIntensities } from '../training/check-intensities.js';
import { runTraining } from '../training/run-training.js';
import type { inputs, outputs, params } from './definition.js';
import { imageMaskCorrelation } from './image-mask-correlation.js';
import { transferredValues } from './transferred-values.js';
import { maskValidation } from './validation.js';

type Context = ContextOf<typeof params, typeof inputs, typeof outputs>;

export async function run(context: Context): Promise<void> {
  const { params } = context;
  const { task, checkpoints, crop, cropsPerImage, batch } = params;
  await loadTensorFlow();
  const set = await openImageSet(context.inputs.train);
  const validationSet = await openImageSet(context.inputs.validation);
  const policy = await context.inputs.augmentation?.json<AugmentationPolicy>('policy.json');
  const network = buildNetwork(params.network);

  checkLabelled(set, 'train');
  checkLabelled(validationSet, 'validation');
  checkNotEmpty(set, 'train');
  checkNotEmpty(validationSet, 'validation');
  checkTrainingImages({ set, count: set.count, crop, cropsPerImage, batch, stride: network.stride });

  checkIntensities('validation', validationSet.intensities, 'those of input train have', set.intensities);

  const values = context.inputs.weights
    ? await pretrainedValues(context, context.inputs.weights, set)
    : initialValues(network, (name) => context.random(`finetune/initial/${name}`, params.seed));
  const indices = Array.from({ length: set.count }, (_, index) => index);
  const trainer = new EagerTrainer(supervisedProgram(network, values));
  try {
    const record = await runTraining(context, {
      trainer,
      source: { set, indices, target: 'mask', crop, cropsPerImage, policy, batch },
      stream: 'finetune',
      seed: params.seed,
      epochs: params.epochs,
      learningRate: params.learningRate,
      shownLoss: 'loss',
      keepEvery: checkpoints.every,
      validate: maskValidation({
        set: validationSet,
        task,
        stride: network.stride,
        signal: context.signal,
        trainer,
      }),
      historyOf: ({ loss }, validation) => ({ loss: loss!, ...prefixedNames('validation', validation) }),
      isBetter(candidate, chosen) {
        if (checkpoints.policy === 'last') return true;
        const { metric, mode } = task.monitor;
        const [value, before] = [candidate.validation[metric]!, chosen.validation[metric]!];
        return mode === 'min' ? value < before : value > before;
      },
    });

    const { chosen, history, kept, epoch } = record;
    const endIsKept = kept.at(-1)?.epoch === epoch;
    const series = endIsKept ? kept : [...kept, { epoch, weights: chosen }];
    await writeCheckpoints(
      context.output('checkpoints'),
      { network: params.network, intensities: set.intensities, task, policy: checkpoints.policy },
      series.map(({ epoch: at, weights: held }) => ({
        epoch: at,
        bestEpoch: held.epoch,
        validation: held.validation,
        safetensors: held.safetensors,
      })),
    );
    await writeHistory(context.output('history'), history);
  } finally {
    trainer.dispose();
  }
}

/** The weights to start from. Warns where what they make of an image is darkest where the mask is to be found. */
async function pretrainedValues(context: Context, artifact: InputArtifact, set: ImageSet) {
  const weights = await readWeights(artifact);
  const values = transferredValues(weights, context.params.network);
  const { intensities } = weights.index;
  checkIntensities('train', set.intensities, 'those that the weights were pretrained on have', intensities);
  const correlation = await imageMaskCorrelation(set, context.signal);
  if (correlation !== undefined && correlation < 0) {
    const other = intensities.contrast === 'keep' ? 'invert' : 'keep';
    context.warn(
      `foreground is darker than the rest (correlation of image and mask ${correlation.toFixed(2)}), but a generator's output is bright where its input is; load pretraining and training images with contrast: "${other}"`,
    );
  }
  return values;
}

/** { bce } as { validationBce }. */
function prefixedNames(prefix: string, values: Readonly<Record<string, number>>): Record<string, number> {
  const named = (name: string) => `${prefix}${name[0]!.toUpperCase()}${name.slice(1)}`;
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [named(name), value]));
}
