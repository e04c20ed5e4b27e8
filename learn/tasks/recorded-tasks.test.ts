import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { buildNetwork } from '../networks/build-network.js';
import { loadTensorFlow } from '../runtime/tensorflow.js';
import { testBatch, testValues } from '../testing/random-values.test-helper.js';
import { EagerTrainer } from '../training/eager-trainer.js';
import type { ExampleBatch } from '../training/image-batch.js';
import { makeOptimiser } from '../training/optimisers/make-optimiser.js';
import { RecordedTrainer } from '../training/recorded-trainer.js';
import { supervisedProgram } from '../training/supervised-program.js';
import { taskFunctions } from './build-task-functions.js';
import type { Task } from './task-schema.js';

test.before(async () => void (await loadTensorFlow()));

const shipped = async (name: string) =>
  JSON.parse(await readFile(join(import.meta.dirname, `../../pipelines/tasks/${name}.json`), 'utf8')) as Task;
const focal = { kind: 'focal', gamma: 2 } as const;

/** Tasks that use every loss, activation and pooling between them. */
const tasks: readonly [string, () => Promise<Task>][] = [
  ['segmentation', () => shipped('segmentation')],
  ['weighted segmentation', async () => ({ ...(await shipped('segmentation')), classWeights: [1, 3] })],
  ['segmentation by focal loss', async () => ({ ...(await shipped('segmentation')), losses: [focal] })],
  ['multi-class segmentation', () => shipped('multi-class-segmentation')],
  [
    'weighted multi-class segmentation by focal loss',
    async () => ({
      ...(await shipped('multi-class-segmentation')),
      losses: [focal],
      classWeights: [1, 2, 3],
    }),
  ],
  ['denoising', () => shipped('denoising')],
  [
    'denoising by Charbonnier loss and SSIM',
    async () => ({
      ...(await shipped('denoising')),
      losses: [{ kind: 'charbonnier', epsilon: 0.01 }, { kind: 'ssim' }],
    }),
  ],
  ['atom localisation', () => shipped('atom-localisation')],
  ['lattice classification', () => shipped('lattice-classification')],
  [
    'lattice classification by largest values',
    async () => ({ ...(await shipped('lattice-classification')), head: { pooling: 'max' } }),
  ],
];

function examples(task: Task, seed: number): ExampleBatch {
  const batch = testBatch(2, 16, seed);
  if (task.target.kind !== 'label') return batch;
  return { ...batch, target: { count: 2, height: 1, width: 1, channels: 1, data: Float32Array.of(seed, 4) } };
}

for (const [name, read] of tasks) {
  test.serial(`${name} is computed by a recorded graph as operation by operation`, async (t) => {
    const task = await read();
    const functions = taskFunctions(task);
    const network = buildNetwork(
      { kind: 'residual-unet', blocks: 2, receptiveField: 44, baseFilters: 2 },
      functions.channels,
    );
    const program = () =>
      supervisedProgram({
        network,
        values: testValues(network),
        task: functions,
        // Adam would make large steps of gradients that are nothing but rounding.
        optimiser: makeOptimiser({ kind: 'sgd', momentum: 0.9, weightDecay: 0 }),
      });
    const [eager, recorded] = [new EagerTrainer(program()), new RecordedTrainer(program(), [])];
    try {
      for (const step of [1, 2, 3]) {
        const batch = examples(task, step);
        const [expected, actual] = [eager.step(batch, 0.01), recorded.step(batch, 0.01)];
        t.deepEqual(Object.keys(actual).sort(), Object.keys(expected).sort());
        for (const [loss, value] of Object.entries(expected)) {
          t.true(Math.abs(actual[loss]! - value) <= 1e-4 * Math.max(1, Math.abs(value)), `${step} ${loss}`);
        }
      }
      const batch = examples(task, 4);
      const [expected, actual] = [eager.evaluate(batch), recorded.evaluate(batch)];
      t.is(actual.prediction.channels, functions.channels);
      t.true(
        expected.prediction.data.every((value, i) => Math.abs(actual.prediction.data[i]! - value) < 1e-3),
      );
    } finally {
      eager.dispose();
      recorded.dispose();
    }
  });
}
