import test from 'ava';
import { randomAt } from '../../random/random.js';
import { loadTensorFlow, type Tensor4D, tensorflow } from '../runtime/tensorflow.js';
import { normalTensor } from '../testing/gradient-check.test-helper.js';
import { byBatch } from './batch-norm.js';
import { supportOfColumns } from './impulse-support.test-helper.js';
import { initialValues } from './initial-values.js';
import { receptiveField } from './layers/receptive-field.js';
import { parameterCount } from './network.js';
import { patchGan, patchGanOutputSide } from './patch-gan.js';

test.before(async () => void (await loadTensorFlow()));

test('the 70 × 70 PatchGAN has 2 764 609 parameters', (t) => {
  t.is(parameterCount(patchGan({ layers: 3, baseFilters: 64 })), 2_764_609);
});

for (const [layers, field] of [
  [1, 16],
  [2, 34],
  [3, 70],
] as const) {
  test(`a score of a PatchGAN with ${layers} layers sees ${field} × ${field} pixels, by formula and by back-propagated impulses`, (t) => {
    const network = patchGan({ layers, baseFilters: 1 });
    t.is(receptiveField(network.layers), field);
    const image = { height: 80, width: 160 };
    t.deepEqual(supportOfColumns(network, image, { first: 8, count: 1 }), [field]);
  });
}

test('the scores of a 224-pixel image are 26 × 26, of a 256-pixel image 30 × 30', (t) => {
  t.is(patchGanOutputSide(224, 3), 26);
  t.is(patchGanOutputSide(256, 3), 30);
});

for (const [side, layers] of [
  [32, 3],
  [32, 2],
  [35, 1],
] as const) {
  test(`a discriminator with ${layers} layers gives as many scores for ${side} pixels as calculated`, (t) => {
    const tf = tensorflow();
    const network = patchGan({ layers, baseFilters: 2 });
    const values = initialValues(network, (name) => randomAt({ stream: name, seed: 0 }));
    const variables = Object.fromEntries(
      [...values].map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]),
    );
    const scores = network.forward(variables, normalTensor<Tensor4D>('x', [2, side, side, 2]), byBatch);
    const expected = patchGanOutputSide(side, layers);
    t.deepEqual(scores.shape, [2, expected, expected, 1]);
  });
}
