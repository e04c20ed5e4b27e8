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

test.serial(
  'a class that is monitored, but neither there nor predicted in any image, is bad input',
  async (t) => {
    const classes = ['small', 'medium', 'large'];
    const task = {
      target: { kind: 'label', classes },
      losses: [{ kind: 'ce' }],
      metrics: ['f1'],
      monitor: { metric: 'f1:large', mode: 'max' },
    };
    const images = (count: number) => discImages({ count, side: 32, labels: classes });
    const inputs = { train: await images(3), validation: await images(2) };
    // A head of zeros and steps too small to be seen: every image is of the first class.
    const still = { start: { head: 'zero' }, learningRate: 1e-30 };
    const error = await t.throwsAsync(trainWith({ task, ...still }, { inputs }), { instanceOf: NodeError });
    t.is(error.kind, 'bad-input');
    t.regex(error.message, /monitors f1:large, but the class is in no validation image/);
    t.truthy(error.hint);
  },
);

test.serial('a training that diverges says where', async (t) => {
  const error = await t.throwsAsync(trainWith({ learningRate: 1e30 }), { instanceOf: NodeError });
  t.is(error.kind, 'diverged');
  t.regex(error.message, /epoch 1/);
  t.is(tensorflow().memory().numTensors, 0);
});

const restoring = (losses: object[], metrics: string[]) => ({
  epochs: 1,
  crop: undefined,
  cropsPerImage: undefined,
  task: { target: { kind: 'image' }, losses, metrics, monitor: { metric: 'loss', mode: 'min' } },
});

for (const [what, losses, metrics, sides, port] of [
  ['loss', [{ kind: 'ssim' }], [], [8, 16], 'train are 8 × 8'],
  ['loss', [{ kind: 'ssim' }], [], [16, 8], 'validation are 8 × 8'],
  ['metric', [{ kind: 'l1' }], ['ssim'], [8, 8], 'validation are 8 × 8'],
] as const) {
  test.serial(`images of input ${port}, into which the window of an ssim ${what} does not fit`, async (t) => {
    const [side, validationSide] = sides;
    const inputs = {
      train: await discImages({ count: 4, side, targets: true }),
      validation: await discImages({ count: 2, side: validationSide, targets: true }),
    };
    const error = await t.throwsAsync(trainWith(restoring([...losses], [...metrics]), { inputs }), {
      instanceOf: NodeError,
      message: new RegExp(`11 × 11 pixels.*${port}`),
    });
    t.is(error.kind, 'bad-input');
    t.truthy(error.hint);
  });
}

test.serial('metrics for intensities from 0 to 1 are not measured on others', async (t) => {
  const intensities = { normalization: 'zscore', contrast: 'keep' } as const;
  const inputs = {
    train: await discImages({ count: 4, side: 16, targets: true, intensities }),
    validation: await discImages({ count: 2, side: 16, targets: true, intensities }),
  };
  const error = await t.throwsAsync(trainWith(restoring([{ kind: 'l1' }], ['l1', 'psnr']), { inputs }), {
    instanceOf: NodeError,
    message: /psnr .* input train have normalization "zscore"/,
  });
  t.is(error.kind, 'bad-input');
  t.regex(error.hint!, /normalization "unit"/);
});
