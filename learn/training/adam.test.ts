import test from 'ava';
import { patchGan } from '../networks/patch-gan.js';
import { loadTensorFlow, tensorflow } from '../runtime/tensorflow.js';
import { adamSlots, applyAdam } from './adam.js';
import { Variables } from './variables.js';

test.before(async () => void (await loadTensorFlow()));

test('Adam follows its formula, and only the variables that have a gradient move', (t) => {
  const tf = tensorflow();
  const tensorsBefore = tf.memory().numTensors;
  const one = { shape: [2], data: Float32Array.of(1, -2) };
  const zero = () => ({ shape: [2], data: new Float32Array(2) });
  const variables = new Variables(
    new Map([
      ['w', one],
      ['adam.m/w', zero()],
      ['adam.v/w', zero()],
      ['still', one],
    ]),
  );
  const [beta1, beta2, learningRate] = [0.5, 0.999, 0.1];
  const weights = [1, -2];
  const m = [0, 0];
  const v = [0, 0];
  for (let step = 1; step <= 3; step++) {
    const gradient = [0.3 * step, -0.01];
    tf.tidy(() =>
      applyAdam(
        variables,
        new Map([['w', tf.tensor1d(gradient)]]),
        {
          learningRate: tf.scalar(learningRate),
          beta1Power: tf.scalar(beta1 ** step),
          beta2Power: tf.scalar(beta2 ** step),
        },
        { beta1, beta2 },
      ),
    );
    for (const [i, g] of gradient.entries()) {
      m[i] = beta1 * m[i]! + (1 - beta1) * g;
      v[i] = beta2 * v[i]! + (1 - beta2) * g * g;
      const rate = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
      weights[i]! -= (rate * m[i]!) / (Math.sqrt(v[i]!) + 1e-8);
    }
  }
  const values = variables.snapshot();
  for (const [i, expected] of weights.entries()) {
    t.true(Math.abs(values.get('w')!.data[i]! - expected) < 1e-5);
  }
  t.deepEqual(values.get('still'), one);
  t.deepEqual(one.data, Float32Array.of(1, -2), 'the caller keeps its own array');
  variables.dispose();
  t.is(tf.memory().numTensors, tensorsBefore);
});

test('the optimiser keeps two zero arrays for each weight', (t) => {
  const slots = adamSlots('d/', patchGan({ layers: 1, baseFilters: 2 }));
  const filter = slots.get('adam.m/d/conv0.filter')!;
  t.deepEqual(filter.shape, [4, 4, 2, 2]);
  t.true(filter.data.every((x) => x === 0));
  t.true(slots.has('adam.v/d/conv0.filter'));
});
