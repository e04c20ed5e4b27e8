import test from 'ava';
import { randomAt } from '../../random/random.js';
import { loadTensorFlow, type Tensors, tensorflow } from '../runtime/tensorflow.js';
import { byRunning } from './batch-norm.js';
import { buildNetwork } from './build-network.js';
import { initialValues } from './initial-values.js';
import { type Network, parameterCount } from './network.js';
import { dilationsOf } from './network-schema.js';
import { publishedDilations, receptiveField } from './receptive-field.js';
import { residualUnet } from './residual-unet.js';

test.before(async () => void (await loadTensorFlow()));

/** Support of one output pixel over the output positions, where pooling makes it differ between them. */
const supports: Readonly<Record<number, readonly [number, number]>> = {
  44: [44, 44],
  84: [84, 84],
  116: [116, 116],
  96: [92, 100],
  176: [172, 180],
  240: [236, 244],
  200: [188, 204],
  360: [348, 364],
  424: [412, 428],
};

const variants = Object.entries(publishedDilations).flatMap(([blocks, byField]) =>
  Object.entries(byField).map(([field, dilations]) => ({ blocks: +blocks, field: +field, dilations })),
);

test('the networks have the published numbers of parameters', (t) => {
  const counts = (baseFilters: number) =>
    ([2, 3, 4] as const).map((blocks) =>
      parameterCount(buildNetwork({ kind: 'residual-unet', blocks, baseFilters })),
    );
  t.deepEqual(counts(4), [8_069, 32_725, 130_677]);
  t.deepEqual(counts(8), [31_625, 129_577, 520_041]);
  t.deepEqual(counts(16), [125_201, 515_665, 2_074_833]);
  t.deepEqual(counts(32), [498_209, 2_057_377, 8_288_673]);
});

test('dilations do not change the number of parameters', (t) => {
  const spec = { kind: 'residual-unet', blocks: 3, baseFilters: 4 } as const;
  t.is(parameterCount(buildNetwork({ ...spec, receptiveField: 240 })), parameterCount(buildNetwork(spec)));
});

for (const { blocks, field, dilations } of variants) {
  test(`the receptive field with ${blocks} blocks and dilations ${dilations} is ${field}, by formula and by impulses`, (t) => {
    t.is(receptiveField(dilations), field);
    const sizes = supportByPhase(dilations);
    t.is(sizes.reduce((sum, size) => sum + size, 0) / sizes.length, field);
    t.deepEqual([Math.min(...sizes), Math.max(...sizes)], [...supports[field]!]);
  });
}

test('a network without receptive field or dilations is not dilated', (t) => {
  t.deepEqual(dilationsOf({ kind: 'residual-unet', blocks: 3, baseFilters: 4 }), [1, 1, 1, 1]);
});

test('an unpublished receptive field is refused with the published ones as a hint', (t) => {
  t.like(dilationsOf({ kind: 'residual-unet', blocks: 2, receptiveField: 96, baseFilters: 4 }), {
    field: 'receptiveField',
    hint: 'choose one of 44, 84, 116, or give dilations',
  });
});

test('dilations must be as many as levels, and exclude a receptive field', (t) => {
  const spec = { kind: 'residual-unet', blocks: 2, baseFilters: 4 } as const;
  t.like(dilationsOf({ ...spec, dilations: [1, 1] }), { field: 'dilations' });
  t.like(dilationsOf({ ...spec, dilations: [1, 1, 1], receptiveField: 44 }), { field: 'dilations' });
});

test('initial values are Kaiming-normal in the blocks, and within the fan-in bound elsewhere', (t) => {
  const network = residualUnet({ baseFilters: 32, dilations: [1, 1, 1] });
  const values = initialValues(network, (name) => randomAt({ stream: `test/${name}`, seed: 1 }));
  const rms = (data: Float32Array) => Math.sqrt(data.reduce((sum, x) => sum + x * x, 0) / data.length);
  const filter = values.get('bottleneck.conv1.filter')!;
  t.deepEqual(filter.shape, [3, 3, 64, 128]);
  t.true(Math.abs(rms(filter.data) / Math.sqrt(2 / (9 * 64)) - 1) < 0.02);
  const bound = 1 / Math.sqrt(9 * 64);
  const bias = values.get('bottleneck.conv1.bias')!.data;
  t.true(bias.every((x) => Math.abs(x) <= bound));
  t.true(Math.max(...bias.map(Math.abs)) > 0.8 * bound);
  t.true(values.get('head.filter')!.data.every((x) => Math.abs(x) <= 1 / Math.sqrt(32)));
  t.true(values.get('bottleneck.norm1.gamma')!.data.every((x) => x === 1));
  t.true(values.get('bottleneck.norm1.variance')!.data.every((x) => x === 1));
});

/**
 * For each horizontal output phase, the number of input columns that an output pixel depends on. With positive
 * weights an impulse reaches exactly the outputs that depend on it, and what one impulse does repeats every stride.
 */
function supportByPhase(dilations: readonly number[]): number[] {
  const tf = tensorflow();
  const network = residualUnet({ baseFilters: 1, dilations });
  const { stride } = network;
  const reach = Math.ceil((receptiveField(dilations) + 2 * stride) / stride) * stride;
  const width = 2 * reach;
  const sizes = new Array<number>(stride).fill(0);
  tf.tidy(() => {
    const impulses = Float32Array.from({ length: stride * stride * width }, () => 0);
    for (let phase = 0; phase < stride; phase++) impulses[phase * stride * width + reach + phase] = 1;
    const x = tf.tensor4d(impulses, [stride, stride, width, 1]);
    const columns = network.forward(positiveWeights(network), x, byRunning).abs().max(1).dataSync();
    for (const [index, value] of columns.entries()) if (value > 0) sizes[(index % width) % stride]! += 1;
  });
  return sizes;
}

function positiveWeights(network: Network): Tensors {
  const tf = tensorflow();
  return Object.fromEntries(
    network.variables.map(({ name, shape }) => {
      // Divided by the input channels, so that sums over many layers neither overflow nor vanish.
      if (name.endsWith('.filter')) return [name, tf.fill([...shape], 0.5 / shape[2]!)];
      const isScale = name.endsWith('.gamma') || name.endsWith('.variance');
      return [name, tf.fill([...shape], isScale ? 1 : 0)];
    }),
  );
}
