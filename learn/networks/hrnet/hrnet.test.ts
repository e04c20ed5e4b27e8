import test from 'ava';
import { loadTensorFlow, type Scalar, type Tensor4D, tensorflow } from '../../runtime/tensorflow.js';
import { normalTensor, number } from '../../testing/gradient-check.test-helper.js';
import { testValues } from '../../testing/random-values.test-helper.js';
import { lossAndGradients } from '../../training/gradients.js';
import { byBatch } from '../batch-norm.js';
import { buildNetwork } from '../build-network.js';
import { supportOfColumns } from '../impulse-support.test-helper.js';
import { receptiveField } from '../layers/receptive-field.js';
import { type Network, parameterCount, trainedNames } from '../network.js';
import { hrnet } from './hrnet.js';
import { hrnetSchema } from './hrnet-schema.js';
import { hrnetPresets } from './presets.js';

test.before(async () => void (await loadTensorFlow()));

/** [parameters from one channel to one, and from three to the nineteen classes of Cityscapes] */
const counts = {
  'W18-small-v1': [1_535_329, 1_540_819],
  'W18-small-v2': [3_933_549, 3_939_579],
  W18: [9_635_089, undefined],
  W32: [29_536_705, undefined],
  W44: [55_411_729, undefined],
  W48: [65_845_249, 65_859_379],
} as const;

/** The wiring of W18-small-v1 with one channel where that has 16. */
const narrow = { ...hrnetPresets['W18-small-v1'], width: 1, bottleneckWidth: 1 };

for (const preset of hrnetSchema.properties.preset.enum) {
  test(`HRNet ${preset} has the published number of parameters`, (t) => {
    const [one, cityscapes] = counts[preset];
    t.is(parameterCount(buildNetwork({ kind: 'hrnet', preset, stemStride: 4 })), one);
    if (cityscapes === undefined) return;
    t.is(
      parameterCount(hrnet({ ...hrnetPresets[preset], stemStride: 4, inputs: 3, outputs: 19 })),
      cityscapes,
    );
  });
}

test('the stride of the stem does not change the variables', (t) => {
  const shapes = (stemStride: 1 | 2 | 4) => hrnet({ ...narrow, stemStride }).variables;
  t.deepEqual(shapes(1), shapes(4));
  t.deepEqual(shapes(2), shapes(4));
});

for (const [stemStride, stride, field, least, greatest] of [
  [4, 32, 571, 551, 583],
  [2, 16, 289, 279, 295],
  [1, 8, 145, 141, 149],
] as const) {
  test(`with a stem of stride ${stemStride}, HRNet W18-small-v1 has a receptive field of ${field}, by formula and by back-propagated impulses`, (t) => {
    const network = hrnet({ ...narrow, stemStride });
    t.is(network.stride, stride);
    t.is(receptiveField(network.layers), field);
    const width = 24 * stride;
    const columns = { first: width / 2, count: stride };
    const sizes = supportOfColumns(network, { height: stride, width }, columns);
    t.is(sizes.reduce((sum, size) => sum + size, 0) / sizes.length, field);
    t.deepEqual([Math.min(...sizes), Math.max(...sizes)], [least, greatest]);
  });

  test(`with a stem of stride ${stemStride}, the output has the size of the image`, (t) => {
    const x = normalTensor<Tensor4D>('x', [2, 2 * stride, 3 * stride, 1]);
    const network = hrnet({ ...narrow, stemStride, outputs: 3 });
    t.deepEqual(network.forward(valuesOf(network), x, byBatch).shape, [2, 2 * stride, 3 * stride, 3]);
  });
}

test('every weight takes part and has a gradient, but the bias that BatchNorm takes away again', (t) => {
  const net = hrnet({ ...narrow, width: 4, bottleneckWidth: 4, stemStride: 4 });
  const x = normalTensor<Tensor4D>('x', [4, 64, 64, 1]);
  const weights = trainedNames(net);
  const { gradients } = lossAndGradients(
    (variables) => net.forward(variables, x, byBatch).square().mean() as Scalar,
    valuesOf(net),
    weights,
  );
  const idle = weights.filter((name) => !(number(gradients.get(name)!.abs().max()) > 1e-6));
  t.deepEqual(idle, []);
  const others = net.variables.filter(({ kind, trained }) => kind === 'weight' && !trained);
  t.deepEqual(
    others.map(({ name }) => name),
    ['decoder.conv.bias'],
  );
});

test('each variable belongs to the encoder, the decoder or the head', (t) => {
  const names = (part: string) =>
    hrnet({ ...narrow, stemStride: 4 })
      .variables.filter((variable) => variable.part === part)
      .map(({ name }) => name);
  t.deepEqual(names('head'), ['head.filter', 'head.bias']);
  t.true(names('decoder').every((name) => name.startsWith('decoder.')));
  t.true(names('encoder').includes('stage4.0.fuse.3to0.conv1.filter'));
});

function valuesOf(net: Network) {
  const tf = tensorflow();
  return Object.fromEntries(
    [...testValues(net)].map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]),
  );
}
