import test from 'ava';
import { tensorflow } from '../../learn/runtime/tensorflow.js';
import { allContents, historyOf, trainWith } from './training.test-helper.js';

const mixed = { precision: 'mixed', epochs: 2 };

test.serial(
  'a training in mixed precision ends with the same bytes again, also when it goes on',
  async (t) => {
    const whole = await trainWith(mixed);
    t.deepEqual(await allContents(await trainWith(mixed)), await allContents(whole));
    const resumed = await trainWith(mixed, { lastCheckpoint: whole.checkpoints[0]! });
    t.deepEqual(await allContents(resumed), await allContents(whole));
    t.is(tensorflow().memory().numTensors, 0);
  },
);

test.serial('its losses are close to those in float32, and others', async (t) => {
  const [rounded] = await historyOf(await trainWith({ ...mixed, epochs: 1, learningRate: 1e-4 }));
  const [exact] = await historyOf(await trainWith({ epochs: 1, learningRate: 1e-4 }));
  t.not(rounded!['loss'], exact!['loss']);
  t.true(Math.abs(rounded!['loss']! - exact!['loss']!) < 0.02 * exact!['loss']!);
});

test.serial('another precision than these two is refused', async (t) => {
  await t.throwsAsync(trainWith({ precision: 'float16' }), { message: /precision/ });
});
