import test from 'ava';
import { tensorflow } from '../../learn/runtime/tensorflow.js';
import { NodeError } from '../node-error.js';
import { discImages } from '../training/image-set.test-helper.js';
import { trainWith, validation } from './training.test-helper.js';

for (const [what, changes, message] of [
  ['a crop larger than the images', { crop: 64 }, /crop of 64 pixels.*32 × 32/],
  ['a batch larger than the set', { batch: 9 }, /batch of 9.*8 examples/],
] as const) {
  test.serial(`${what} is bad input, with a hint`, async (t) => {
    const error = await t.throwsAsync(trainWith(changes), { instanceOf: NodeError, message });
    t.is(error.kind, 'bad-input');
    t.truthy(error.hint);
  });
}

test.serial('images without masks, and whole images of odd size, are bad input with a hint', async (t) => {
  const unlabelled = { train: await discImages({ count: 4, side: 32, labelled: false }) };
  const error = await t.throwsAsync(trainWith({}, { inputs: unlabelled }), { instanceOf: NodeError });
  t.regex(error.message, /train have no masks/);
  t.truthy(error.hint);
  const odd = { train: await validation };
  const { message, hint } = await t.throwsAsync(trainWith({ batch: 2, crop: undefined }, { inputs: odd }), {
    instanceOf: NodeError,
  });
  t.regex(message, /30 × 30/);
  t.is(hint, 'set crop to a multiple of 4, up to 28');
});

test.serial(
  'validation images that are read in another way than the training images are bad input',
  async (t) => {
    const intensities = { normalization: 'unit', contrast: 'invert' } as const;
    const inputs = { validation: await discImages({ count: 2, side: 30, intensities }) };
    const error = await t.throwsAsync(trainWith({}, { inputs }), { instanceOf: NodeError });
    t.is(error.kind, 'bad-input');
    t.regex(error.message, /validation have .* contrast "invert"; those of input train .* "keep"/);
    t.truthy(error.hint);
  },
);

test.serial('a training that diverges says where', async (t) => {
  const error = await t.throwsAsync(trainWith({ learningRate: 1e30 }), { instanceOf: NodeError });
  t.is(error.kind, 'diverged');
  t.regex(error.message, /epoch 1/);
  t.is(tensorflow().memory().numTensors, 0);
});
