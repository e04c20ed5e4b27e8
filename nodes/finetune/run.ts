import type { AugmentationPolicy } from '../../imaging/augment/policy.js';
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
import { checkLabelled, checkNotEmpty, checkTrainingImages } from '../training/check-images.js';
import { runTraining } from '../training/run-training.js';
import type { inputs, outputs, params } from './definition.js';
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

  const { weights } = context.inputs;
  const values = weights
    ? transferredValues(await readWeights(weights), params.network)
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
        batch,
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
      { network: params.network, task, policy: checkpoints.policy },
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

/** { bce } as { validationBce }. */
function prefixedNames(prefix: string, values: Readonly<Record<string, number>>): Record<string, number> {
  const named = (name: string) => `${prefix}${name[0]!.toUpperCase()}${name.slice(1)}`;
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [named(name), value]));
}
