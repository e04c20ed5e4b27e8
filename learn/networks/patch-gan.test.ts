import test from 'ava';
import { randomAt } from '../../random/random.js';
import { loadTensorFlow, type Tensor4D, tensorflow } from '../runtime/tensorflow.js';
import { normalTensor } from '../testing/gradient-check.test-helper.js';
import { byBatch } from './batch-norm.js';
import { initialValues } from './initial-values.js';
import { parameterCount } from './network.js';
import { patchGan, patchGanOutputSide } from './patch-gan.js';

test.before(async () => void (await loadTensorFlow()));

test('the 70 × 70 PatchGAN has 2 764 609 parameters', (t) => {
  t.is(parameterCount(patchGan({ layers: 3, baseFilters: 64 })), 2_764_609);
});

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
