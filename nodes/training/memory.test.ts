import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import test from 'ava';
import { buildNetwork } from '../../learn/networks/build-network.js';
import { initialValues } from '../../learn/networks/initial-values.js';
import { loadTensorFlow, tensorflow } from '../../learn/runtime/tensorflow.js';
import { taskFunctions } from '../../learn/tasks/build-task-functions.js';
import { newTrainer } from '../../learn/training/new-trainer.js';
import { makeOptimiser } from '../../learn/training/optimisers/make-optimiser.js';
import { supervisedProgram } from '../../learn/training/supervised-program.js';
import { randomAt } from '../../random/random.js';
import { openImageSet } from '../artifacts/image-set.js';
import { evaluatedImages } from './examined-images.js';
import { discImages } from './image-set.test-helper.js';
import { runTraining } from './run-training.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Of this process, without what JavaScript would free. */
function memoryBytes(): number {
  collectGarbage();
  return process.memoryUsage.rss();
}

test('60 epochs end with the tensors and the memory that the first ones had', async (t) => {
  await loadTensorFlow();
  const set = await openImageSet(await discImages({ count: 2, side: 32 }));
  const functions = taskFunctions({
    target: { kind: 'mask' },
    losses: [{ kind: 'bce', weight: 1 }],
    metrics: [],
    monitor: { metric: 'loss', mode: 'min' },
  });
  const network = buildNetwork({ kind: 'residual-unet', blocks: 2, baseFilters: 16 });
  const values = initialValues(network, (name) => randomAt({ stream: name, seed: 0 }));
  const optimiser = makeOptimiser({ kind: 'adam', beta1: 0.9, beta2: 0.999 });
  const trainer = newTrainer(supervisedProgram({ network, values, task: functions, optimiser }), []);
  const { signal } = new AbortController();
  const after: { tensors: number; bytes: number; stateBytes: number }[] = [];

  await runTraining(
    {
      signal,
      lastCheckpoint: undefined,
      progress: () => {},
      metric: () => {},
      log: () => {},
      checkpointDue: () => false,
      // Nothing is held here; the store is tested elsewhere.
      async checkpoint(progress, files) {
        const stateBytes = Object.values(files).reduce((sum, { byteLength }) => sum + byteLength, 0);
        after.push({ tensors: tensorflow().memory().numTensors, bytes: memoryBytes(), stateBytes });
        return { progress, read: async () => Buffer.alloc(0) };
      },
    },
    {
      trainer,
      source: {
        set,
        indices: [0, 1],
        target: { kind: 'mask' },
        crop: undefined,
        cropsPerImage: 1,
        policy: { flip: true },
        batch: 2,
      },
      stream: 'test',
      seed: 0,
      epochs: 60,
      learningRateAt: () => 1e-3,
      shownLoss: 'loss',
      monitor: { metric: 'loss', mode: 'min' },
      // Each epoch's weights are kept: 60 times half a megabyte, if they were held in memory.
      checkpoints: { policy: 'last', every: 1 },
      async validate() {
        let loss = 0;
        const evaluate: typeof trainer.evaluate = (batch) => trainer.evaluate(batch);
        const images = { set, target: { kind: 'mask' as const }, network, oneByOne: false, signal, evaluate };
        for await (const { losses } of evaluatedImages(images)) loss += losses['loss']! / set.count;
        return { values: { loss } };
      },
      historyOf: ({ loss }) => ({ loss: loss! }),
    },
  );
  trainer.dispose();

  t.is(after.length, 60);
  const [early, late] = [after[9]!, after.at(-1)!];
  t.is(late.tensors, early.tensors);
  t.is(new Set(after.slice(1).map(({ tensors }) => tensors)).size, 1);
  const grown = late.bytes - early.bytes;
  t.log(`${(grown / 2 ** 20).toFixed(1)} MiB more after 50 epochs; a state has ${late.stateBytes} bytes`);
  t.true(grown < 25 * 2 ** 20, `grew by ${grown} bytes`);
  t.is(tensorflow().memory().numTensors, 0);
});
