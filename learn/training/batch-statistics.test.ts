import test from 'ava';
import { residualUnet } from '../networks/residual-unet/residual-unet.js';
import { loadTensorFlow, tensorflow } from '../runtime/tensorflow.js';
import { testValues } from '../testing/random-values.test-helper.js';
import { withBatchStatistics } from './batch-statistics.js';
import { emptyBatch } from './image-batch.js';

test.before(() => loadTensorFlow());

const network = residualUnet({ baseFilters: 2, dilations: [1, 1, 1] });
const { signal } = new AbortController();

/** Images whose pixels rise from `first` in steps of `step`. */
function ramp(first: number, step: number) {
  const batch = emptyBatch(2, 8, 8);
  batch.data.forEach((_, i, data) => {
    data[i] = first + step * i;
  });
  return batch;
}

/** Of the numbers, the mean and the unbiased variance. */
function moments(data: ArrayLike<number>): [mean: number, variance: number] {
  const numbers = Array.from(data);
  const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  return [mean, numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (numbers.length - 1)];
}

test.serial(
  'running statistics become the means over the batches, and weights stay as they are',
  async (t) => {
    const values = new Map(testValues(network, 3));
    // The first layer of the network then passes its input on, so that what its BatchNorm sees is known.
    const { shape } = values.get('encoder.0.conv1.filter')!;
    const pass = new Float32Array(shape.reduce((a, b) => a * b));
    pass.fill(1, 4 * 2, 4 * 2 + 2);
    values.set('encoder.0.conv1.filter', { shape, data: pass });
    values.set('encoder.0.conv1.bias', { shape: [2], data: Float32Array.of(0, 1) });

    const batches = [ramp(0, 0.01), ramp(2, -0.02)];
    const estimated = await withBatchStatistics({ network, values, batches, signal });
    const [one, other] = batches.map(({ data }) => moments(data)) as [[number, number], [number, number]];
    const near = (name: string, expected: readonly number[]) =>
      t.true(
        estimated.get(name)!.data.every((value, i) => Math.abs(value - expected[i]!) < 1e-5),
        `${name}: ${estimated.get(name)!.data} and not ${expected}`,
      );
    const [mean, variance] = [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2];
    near('encoder.0.norm1.mean', [mean, mean + 1]);
    near('encoder.0.norm1.variance', [variance, variance]);

    for (const { name, kind } of network.variables) {
      const same = estimated.get(name)!.data.join() === values.get(name)!.data.join();
      t.is(same, kind === 'weight', name);
    }
    t.is(tensorflow().memory().numTensors, 0);
  },
);

test.serial('frozen statistics stay as they are, and their layers normalise by them meanwhile', async (t) => {
  const values = testValues(network, 3);
  const [names, batches] = [[...values.keys()], [ramp(0, 0.01)]];
  const statistics = names.filter((name) => /\.(mean|variance)$/.test(name));
  const frozen = (name: string) => name.startsWith('encoder.0.norm1.');
  const estimated = await withBatchStatistics({ network, values, batches, signal, frozen });
  const same = statistics.filter(
    (name) => estimated.get(name)!.data.join() === values.get(name)!.data.join(),
  );
  t.deepEqual(same, statistics.filter(frozen));
  const moved = new Map(values).set('encoder.0.norm1.mean', { shape: [2], data: Float32Array.of(3, -3) });
  const after = async (given: typeof values) =>
    (await withBatchStatistics({ network, values: given, batches, signal, frozen })).get(
      'encoder.0.norm2.mean',
    );
  t.notDeepEqual(await after(moved), await after(values));
});

test.serial('estimating twice gives the same statistics, whatever they were before', async (t) => {
  const values = testValues(network, 3);
  const first = await withBatchStatistics({ network, values, batches: [ramp(0, 1)], signal });
  t.deepEqual(await withBatchStatistics({ network, values: first, batches: [ramp(0, 1)], signal }), first);
});
