import { buildNetwork } from '../../learn/networks/build-network.js';
import { initialValues } from '../../learn/networks/initial-values.js';
import { loadTensorFlow } from '../../learn/runtime/tensorflow.js';
import { taskFunctions } from '../../learn/tasks/build-task-functions.js';
import type { Task } from '../../learn/tasks/task-schema.js';
import { newTrainer } from '../../learn/training/new-trainer.js';
import { makeOptimiser } from '../../learn/training/optimisers/make-optimiser.js';
import { supervisedProgram } from '../../learn/training/supervised-program.js';
import { openImageSet } from '../../nodes/artifacts/image-set.js';
import type { InputArtifact } from '../../nodes/define-node.js';
import type { ExampleSource } from '../../nodes/training/epoch-batches.js';
import { expectedSteps } from '../../nodes/training/expected-calls.js';
import { runTraining } from '../../nodes/training/run-training.js';
import { randomAt } from '../../random/random.js';
import { type Figure, figure, median } from '../figure.js';
import { benchImages, crop, fullPolicy } from './augmentation.js';

const batch = 16;
const task: Task = {
  target: { kind: 'mask' },
  losses: [{ kind: 'bce' }],
  metrics: ['dice'],
  monitor: { metric: 'bce', mode: 'min' },
};
const optimiser = { kind: 'adam', beta1: 0.9, beta2: 0.999 } as const;

/** The share of an epoch in which the network, a U-Net 2/44 of base 4, waits for its examples. */
export async function* waitingFigures({ quick }: { readonly quick: boolean }): AsyncGenerator<Figure> {
  // As a run has it where not told otherwise.
  process.env['TF_NUM_INTRAOP_THREADS'] ??= '1';
  process.env['TF_NUM_INTEROP_THREADS'] ??= '1';
  await loadTensorFlow();
  const images = await benchImages(quick ? 16 : 48);
  const epochs = quick ? 3 : 5;
  const setting = `U-Net 2/44, base 4, batch ${batch}, 128² of 512², all augmentations`;
  const without = await waitingShares(images, epochs, 0);
  const beside = await waitingShares(images, epochs, undefined);
  yield figure(`${setting}: waiting, drawn between steps`, 100 * median(without), '%');
  // The first epoch begins without a thread.
  const later = beside.slice(1);
  const versus = `${(100 * beside[0]!).toFixed(1)} % of the first epoch`;
  yield figure(`${setting}: waiting, drawn beside`, 100 * median(later), '%', 5, versus);
}

/** By epoch. */
async function waitingShares(
  artifact: InputArtifact,
  epochs: number,
  maxThreads: number | undefined,
): Promise<readonly number[]> {
  const set = await openImageSet(artifact);
  const functions = taskFunctions(task);
  const network = buildNetwork(
    { kind: 'residual-unet', blocks: 2, receptiveField: 44, baseFilters: 4 },
    functions.channels,
  );
  const values = initialValues(network, (name) => randomAt({ stream: name, seed: 0 }));
  const program = supervisedProgram({
    network,
    values,
    task: functions,
    optimiser: makeOptimiser(optimiser),
    frozen: () => false,
  });
  const source: ExampleSource = {
    set,
    artifact,
    indices: Array.from({ length: set.count }, (_, index) => index),
    target: { kind: 'mask' },
    crop,
    cropsPerImage: 8,
    policy: fullPolicy,
    batch,
  };
  const trainer = newTrainer(program, expectedSteps(source));
  const shares: number[] = [];
  const context: Parameters<typeof runTraining>[0] = {
    signal: new AbortController().signal,
    progress: () => {},
    log: () => {},
    metric: ({ waitingShare }) => shares.push(waitingShare!),
    checkpoint: async (progress) => ({ progress, read: async () => Buffer.alloc(0) }),
    checkpointDue: () => false,
    lastCheckpoint: undefined,
  };
  try {
    await runTraining(context, {
      trainer,
      source,
      stream: 'bench',
      seed: 0,
      epochs,
      learningRateAt: () => 2e-4,
      shownLoss: 'loss',
      monitor: task.monitor,
      checkpoints: { policy: 'last' },
      validate: async () => ({ values: { bce: 0 } }),
      historyOf: (losses) => losses,
      ...(maxThreads !== undefined && { drawing: { maxThreads } }),
    });
  } finally {
    trainer.dispose();
  }
  return shares;
}
