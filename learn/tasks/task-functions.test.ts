import test from 'ava';
import { meanCrossEntropy, oneHot } from '../losses/cross-entropy.js';
import { meanAbsoluteErrorLoss } from '../losses/mean-absolute-error.js';
import { meanBce } from '../losses/mean-bce.js';
import { meanSquaredErrorLoss } from '../losses/mean-squared-error.js';
import { softDiceLoss } from '../losses/soft-dice.js';
import { softmax } from '../runtime/kernels/channels.js';
import { loadTensorFlow, type Tensor, type Tensor4D, tensorflow } from '../runtime/tensorflow.js';
import { gradientError, normalTensor, number } from '../testing/gradient-check.test-helper.js';
import { taskFunctions } from './build-task-functions.js';
import { maxOverPixels, meanOverPixels } from './pooling.js';
import type { Task } from './task-schema.js';

test.before(async () => void (await loadTensorFlow()));

const output = (channels: number) => normalTensor<Tensor4D>('output', [2, 12, 13, channels]);
const mask = () => normalTensor<Tensor4D>('mask', [2, 12, 13, 1]).greater(0).cast('float32') as Tensor4D;
const difference = (a: Tensor, b: Tensor) => number(a.sub(b).abs().max());
const monitor = { metric: 'loss', mode: 'min' } as const;
const task = (more: Partial<Task>): Task => ({
  target: { kind: 'mask' },
  losses: [{ kind: 'bce' }],
  metrics: [],
  monitor,
  ...more,
});
const classes = ['a', 'b', 'c'];

test('a head has as many channels as its target needs', (t) => {
  t.is(taskFunctions(task({})).channels, 1);
  t.is(taskFunctions(task({ head: { activation: 'softmax' }, losses: [{ kind: 'ce' }] })).channels, 2);
  t.is(taskFunctions(task({ target: { kind: 'classes', classes }, losses: [{ kind: 'ce' }] })).channels, 3);
  t.is(taskFunctions(task({ target: { kind: 'image' }, losses: [{ kind: 'l1' }] })).channels, 1);
});

test('predictions are what the target asks for, or the head', (t) => {
  const tf = tensorflow();
  const activate = (more: Partial<Task>, channels: number) =>
    taskFunctions(task(more)).activate(output(channels));
  t.is(difference(activate({}, 1), output(1).sigmoid()), 0);
  const many = activate({ target: { kind: 'classes', classes }, losses: [{ kind: 'ce' }] }, 3);
  t.true(difference(many, tf.softmax(output(3))) < 1e-6);
  const image = { target: { kind: 'image' }, losses: [{ kind: 'l1' }] } as const satisfies Partial<Task>;
  t.is(difference(activate({ ...image, losses: [{ kind: 'l1' }] }, 1), output(1)), 0);
  const bounded = {
    target: image.target,
    losses: [{ kind: 'l1' as const }],
    head: { activation: 'sigmoid' as const },
  };
  t.is(difference(activate(bounded, 1), output(1).sigmoid()), 0);
  t.is(difference(activate({ ...bounded, head: { activation: 'tanh' } }, 1), output(1).tanh()), 0);
});

test('labels are predicted from the mean over all pixels, or from the largest value', (t) => {
  const label = { target: { kind: 'label', classes }, losses: [{ kind: 'ce' }] } satisfies Partial<Task>;
  const mean = taskFunctions(task(label)).pool(output(3));
  t.deepEqual(mean.shape, [2, 1, 1, 3]);
  t.true(difference(mean, output(3).mean([1, 2], true)) < 1e-6);
  const largest = taskFunctions(task({ ...label, head: { pooling: 'max' } })).pool(output(3));
  t.is(difference(largest, output(3).max([1, 2], true)), 0);
  t.is(difference(taskFunctions(task({})).pool(output(1)), output(1)), 0);
});

test('pooling has the right gradients, and equal largest values share theirs', (t) => {
  const tf = tensorflow();
  t.true(gradientError((x) => meanOverPixels(x as Tensor4D), [output(3)]) < 2e-3);
  const apart = tf.range(0, 24).mul(7).mod(24).reshape([1, 4, 3, 2]);
  t.true(gradientError((x) => maxOverPixels(x as Tensor4D), [apart]) < 2e-3);
  const tied = tf.grad((x) => maxOverPixels(x as Tensor4D).mul(6))(tf.tensor4d([1, 5, 5, 0], [1, 2, 2, 1]));
  t.deepEqual([...tied.dataSync()], [0, 3, 3, 0]);
});

test('the loss is the weighted sum, and each part is given before its weight', (t) => {
  const { losses } = taskFunctions(
    task({
      losses: [
        { kind: 'bce', weight: 0.5 },
        { kind: 'dice', weight: 3 },
      ],
    }),
  );
  const parts = losses(output(1), mask());
  t.deepEqual(Object.keys(parts).sort(), ['bce', 'diceLoss', 'loss']);
  const bce = number(meanBce(output(1), mask()));
  const dice = number(softDiceLoss(output(1).sigmoid() as Tensor4D, mask(), [1]));
  t.is(number(parts['bce']!), bce);
  t.is(number(parts['diceLoss']!), dice);
  t.true(Math.abs(number(parts.loss) - (0.5 * bce + 3 * dice)) < 1e-6);
});

test('l1, mse and the like compare what the activation gives', (t) => {
  const bounded = task({
    target: { kind: 'image' },
    head: { activation: 'sigmoid' },
    losses: [{ kind: 'l1' }, { kind: 'mse' }, { kind: 'charbonnier', epsilon: 0.1 }, { kind: 'ssim' }],
  });
  const parts = taskFunctions(bounded).losses(output(1), mask());
  t.is(number(parts['l1']!), number(meanAbsoluteErrorLoss(output(1).sigmoid(), mask())));
  t.is(number(parts['mse']!), number(meanSquaredErrorLoss(output(1).sigmoid(), mask())));
  const distances = output(1).sigmoid().squaredDifference(mask()).add(0.01).sqrt();
  t.true(Math.abs(number(parts['charbonnier']!) - number(distances.mean())) < 1e-6);
  t.true(number(parts['ssimLoss']!) > 0);
});

test('class weights reach every loss that has classes', (t) => {
  const numbers = mask().add(normalTensor('more', [2, 12, 13, 1]).greater(0).cast('float32')) as Tensor4D;
  const classWeights = [1, 2, 7];
  const many = task({
    target: { kind: 'classes', classes },
    losses: [{ kind: 'ce' }, { kind: 'dice' }],
    classWeights,
  });
  const parts = taskFunctions(many).losses(output(3), numbers);
  t.is(number(parts['ce']!), number(meanCrossEntropy(output(3), numbers, classWeights)));
  const dice = softDiceLoss(softmax(output(3)), oneHot(numbers, 3) as Tensor4D, [0, 2, 7]);
  t.is(number(parts['diceLoss']!), number(dice));
  const binary = taskFunctions(task({ classWeights: [1, 4] })).losses(output(1), mask());
  t.is(number(binary['bce']!), number(meanBce(output(1), mask(), [1, 4])));
  const focal = { kind: 'focal', gamma: 0 } as const;
  const weighted = taskFunctions(task({ losses: [focal], classWeights: [1, 4] })).losses(output(1), mask());
  t.true(Math.abs(number(weighted['focal']!) - number(binary['bce']!)) < 1e-6);
});

/** A task of each kind of target, with the losses that go with it; l1 has no derivative where it meets its target. */
const everyKind: readonly [string, Task, number][] = [
  [
    'a mask',
    task({ losses: [{ kind: 'bce' }, { kind: 'focal', gamma: 2 }, { kind: 'dice' }, { kind: 'l1' }] }),
    1,
  ],
  [
    'classes',
    task({
      target: { kind: 'classes', classes: ['a', 'b'] },
      losses: [{ kind: 'ce' }, { kind: 'focal', gamma: 2 }, { kind: 'dice' }],
    }),
    2,
  ],
  [
    'a label',
    task({
      target: { kind: 'label', classes: ['a', 'b'] },
      losses: [{ kind: 'ce' }, { kind: 'focal', gamma: 1 }],
    }),
    2,
  ],
  [
    'an image',
    task({
      target: { kind: 'image' },
      losses: [{ kind: 'mse' }, { kind: 'charbonnier', epsilon: 0.5 }, { kind: 'ssim' }],
    }),
    1,
  ],
];

for (const [name, every, channels] of everyKind) {
  test(`the gradient of all losses for ${name} together equals its finite differences`, (t) => {
    const { pool, losses } = taskFunctions(every);
    const target =
      every.target.kind === 'label' ? (mask().slice([0, 0, 0, 0], [2, 1, 1, 1]) as Tensor4D) : mask();
    const total = (x: Tensor) => losses(pool(x as Tensor4D), target).loss.mul(100);
    t.true(gradientError(total, [output(channels)]) < 5e-3);
  });
}
