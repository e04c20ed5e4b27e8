import test from 'ava';
import { checkTask } from './check-task.js';
import type { Task } from './task-schema.js';

const classes = ['background', 'Au', 'polymer'];
const loss = { metric: 'loss', mode: 'min' } as const;
const mask: Task = {
  target: { kind: 'mask' },
  losses: [{ kind: 'bce' }],
  metrics: ['dice'],
  monitor: { metric: 'dice', mode: 'max' },
};
const twoChannels: Task = { ...mask, head: { activation: 'softmax' }, losses: [{ kind: 'ce' }] };
const manyClasses: Task = { ...mask, target: { kind: 'classes', classes }, losses: [{ kind: 'ce' }] };
const label: Task = {
  target: { kind: 'label', classes },
  losses: [{ kind: 'ce' }],
  metrics: ['accuracy'],
  monitor: { metric: 'accuracy', mode: 'max' },
};
const image: Task = {
  target: { kind: 'image' },
  losses: [{ kind: 'l1' }],
  metrics: ['psnr'],
  monitor: { metric: 'l1', mode: 'min' },
};
const points: Task = {
  target: { kind: 'points', sigma: 2 },
  losses: [{ kind: 'mse' }],
  metrics: ['pointF1'],
  monitor: { metric: 'pointF1', mode: 'max' },
};
const focal = { kind: 'focal', gamma: 2 } as const;
const charbonnier = { kind: 'charbonnier', epsilon: 1e-3 } as const;

const legal: readonly [string, Task][] = [
  ['a mask with bce', mask],
  ['a mask with focal and soft Dice', { ...mask, losses: [focal, { kind: 'dice' }] }],
  ['a mask of two softmax channels with ce', twoChannels],
  [
    'the same, spelt out',
    { ...twoChannels, head: { channels: 2, activation: 'softmax', pooling: 'none' }, classWeights: [1, 5] },
  ],
  [
    'a mask as intensities',
    { ...mask, head: { activation: 'none' }, losses: [{ kind: 'l1' }], metrics: ['l1', 'dice'] },
  ],
  [
    'classes with ce, focal and soft Dice',
    { ...manyClasses, losses: [{ kind: 'ce' }, focal, { kind: 'dice' }] },
  ],
  [
    'classes weighted in soft Dice alone',
    { ...manyClasses, losses: [{ kind: 'dice' }], classWeights: [1, 1, 2] },
  ],
  ['one class’s metric as monitor', { ...manyClasses, monitor: { metric: 'dice:Au', mode: 'max' } }],
  ['labels by the largest value', { ...label, head: { pooling: 'max' }, losses: [focal] }],
  [
    'images with all of their losses',
    { ...image, losses: [{ kind: 'l1' }, { kind: 'mse' }, charbonnier, { kind: 'ssim' }] },
  ],
  [
    'a loss as monitor under its own name',
    { ...image, losses: [{ kind: 'ssim' }], monitor: { metric: 'ssimLoss', mode: 'min' } },
  ],
  ['points with sigmoid and bce', { ...points, head: { activation: 'sigmoid' }, losses: [{ kind: 'bce' }] }],
  ['images from −1 to 1', { ...image, head: { activation: 'tanh' }, metrics: ['l1'] }],
  ['no metrics', { ...mask, metrics: [], monitor: loss }],
];

for (const [title, task] of legal) {
  test(`legal: ${title}`, (t) => t.deepEqual(checkTask(task), []));
}

/** [what the title says, the task, where it is wrong, why] */
const illegal: readonly [string, Task, string, RegExp][] = [
  [
    'a softmax for an image',
    { ...image, head: { activation: 'softmax' } },
    'head.activation',
    /one channel .* is 1/,
  ],
  [
    'a softmax for points',
    { ...points, head: { activation: 'softmax' } },
    'head.activation',
    /is 1 everywhere/,
  ],
  [
    'sigmoid for classes',
    { ...manyClasses, head: { activation: 'sigmoid' } },
    'head.activation',
    /exclude each other/,
  ],
  [
    'tanh for a mask',
    { ...mask, head: { activation: 'tanh' } },
    'head.activation',
    /tanh gives values from −1 to 1, but the target is a mask/,
  ],
  [
    'tanh for classes',
    { ...manyClasses, head: { activation: 'tanh' } },
    'head.activation',
    /tanh gives values from −1 to 1, but the target is one class for each pixel/,
  ],
  [
    'tanh for points',
    { ...points, head: { activation: 'tanh' } },
    'head.activation',
    /tanh gives values from −1 to 1, but the target is points/,
  ],
  [
    'no activation for labels',
    { ...label, head: { activation: 'none' } },
    'head.activation',
    /probabilities of the classes/,
  ],
  [
    'fewer channels than classes',
    { ...manyClasses, head: { channels: 2 } },
    'head.channels',
    /2 channels, but 3 classes need 3/,
  ],
  [
    'one channel with softmax',
    { ...twoChannels, head: { channels: 1, activation: 'softmax' } },
    'head.channels',
    /needs 2/,
  ],
  [
    'two channels with sigmoid',
    { ...mask, head: { channels: 2 } },
    'head.channels',
    /"mask" with sigmoid needs 1/,
  ],
  ['two channels for an image', { ...image, head: { channels: 2 } }, 'head.channels', /needs 1/],
  ['pooling of a mask', { ...mask, head: { pooling: 'mean' } }, 'head.pooling', /one for each pixel/],
  [
    'a label without pooling',
    { ...label, head: { pooling: 'none' } },
    'head.pooling',
    /a prediction for each pixel/,
  ],

  ['bce with a softmax', { ...twoChannels, losses: [{ kind: 'bce' }] }, 'losses.0.kind', /ends in a softmax/],
  [
    'bce without activation',
    { ...mask, head: { activation: 'none' } },
    'losses.0.kind',
    /needs a probability/,
  ],
  [
    'bce for classes',
    { ...manyClasses, losses: [{ kind: 'bce' }] },
    'losses.0.kind',
    /target is one class for each pixel/,
  ],
  [
    'bce for an image',
    { ...image, losses: [{ kind: 'bce' }], monitor: loss },
    'losses.0.kind',
    /target is an image/,
  ],
  ['ce with sigmoid', { ...mask, losses: [{ kind: 'ce' }] }, 'losses.0.kind', /this head has one channel/],
  ['ce for points', { ...points, losses: [{ kind: 'ce' }] }, 'losses.0.kind', /target is points/],
  [
    'focal loss for an image',
    { ...image, losses: [focal], monitor: loss },
    'losses.0.kind',
    /tells classes apart/,
  ],
  [
    'soft Dice without activation',
    { ...mask, head: { activation: 'none' }, losses: [{ kind: 'dice' }] },
    'losses.0.kind',
    /probability/,
  ],
  [
    'soft Dice for a label',
    { ...label, losses: [{ kind: 'dice' }] },
    'losses.0.kind',
    /target is one class for each image/,
  ],
  [
    'l1 for a label',
    { ...label, losses: [{ kind: 'l1' }] },
    'losses.0.kind',
    /how far intensities are apart/,
  ],
  [
    'mse for two softmax channels',
    { ...twoChannels, losses: [{ kind: 'mse' }] },
    'losses.0.kind',
    /the head has two/,
  ],
  ['ssim for a label', { ...label, losses: [{ kind: 'ssim' }] }, 'losses.0.kind', /structure of images/],
  ['ssim for a mask', { ...mask, losses: [{ kind: 'ssim' }] }, 'losses.0.kind', /target is a mask/],
  [
    'a loss that is listed twice',
    { ...image, losses: [{ kind: 'l1' }, { kind: 'mse' }, { kind: 'l1' }] },
    'losses.2',
    /l1 is listed twice/,
  ],

  [
    'class weights of another number',
    { ...manyClasses, classWeights: [1, 2] },
    'classWeights',
    /2 classWeights for 3 classes/,
  ],
  ['class weights of an image', { ...image, classWeights: [1, 2] }, 'classWeights', /need classes/],
  [
    'class weights that no loss uses',
    { ...mask, losses: [{ kind: 'l1' }], classWeights: [1, 2] },
    'classWeights',
    /change nothing: no loss/,
  ],
  [
    'class weights of a Dice with one class',
    { ...mask, losses: [{ kind: 'dice' }], classWeights: [1, 2] },
    'classWeights',
    /one class beside the background/,
  ],

  [
    'psnr of a mask',
    { ...mask, metrics: ['dice', 'psnr'] },
    'metrics.1',
    /psnr compares images, but the target is a mask/,
  ],
  ['ssim of a label', { ...label, metrics: ['accuracy', 'ssim'] }, 'metrics.1', /compares images/],
  [
    'dice of an image',
    { ...image, metrics: ['dice'] },
    'metrics.0',
    /areas of classes, but the target is an image/,
  ],
  ['dice of a label', { ...label, metrics: ['accuracy', 'dice'] }, 'metrics.1', /areas of classes/],
  ['the accuracy of a mask', { ...mask, metrics: ['dice', 'accuracy'] }, 'metrics.1', /counts images/],
  ['points of a mask', { ...mask, metrics: ['dice', 'pointF1'] }, 'metrics.1', /counts points/],
  ['l1 of two softmax channels', { ...twoChannels, metrics: ['dice', 'l1'] }, 'metrics.1', /head has two/],
  [
    'a threshold for classes',
    { ...manyClasses, measure: { threshold: 0.3 } },
    'measure.threshold',
    /changes nothing/,
  ],
  [
    'a tolerance without points',
    { ...mask, measure: { tolerance: 2 } },
    'measure.tolerance',
    /changes nothing/,
  ],
  [
    'smoothing without Dice',
    { ...mask, metrics: ['iou'], measure: { smooth: 0 }, monitor: loss },
    'measure.smooth',
    /changes nothing/,
  ],
  [
    'aggregation of intensities',
    { ...image, measure: { aggregate: 'global' } },
    'measure.aggregate',
    /changes nothing/,
  ],

  [
    'a monitor that is not measured',
    { ...mask, monitor: { metric: 'iou', mode: 'max' } },
    'monitor.metric',
    /does not measure/,
  ],
  [
    'the confusion matrix as monitor',
    { ...mask, metrics: ['confusion'], monitor: { metric: 'confusion', mode: 'max' } },
    'monitor.metric',
    /not one number/,
  ],
  [
    'the background’s Dice as monitor',
    { ...manyClasses, monitor: { metric: 'dice:background', mode: 'max' } },
    'monitor.metric',
    /does not measure/,
  ],
  [
    'the lowest Dice as the best',
    { ...mask, monitor: { metric: 'dice', mode: 'min' } },
    'monitor.mode',
    /dice is better where it is higher/,
  ],
  [
    'the highest loss as the best',
    { ...mask, monitor: { metric: 'bce', mode: 'max' } },
    'monitor.mode',
    /bce is better where it is lower/,
  ],
];

for (const [title, task, path, message] of illegal) {
  test(`illegal: ${title}`, (t) => {
    const problems = checkTask(task);
    t.deepEqual(
      problems.map((problem) => problem.path.join('.')),
      [path],
      JSON.stringify(problems),
    );
    t.regex(problems[0]!.message, message);
  });
}

/** [the monitored name, what is proposed] */
const monitored: readonly [string, string, Task['monitor']['mode']?][] = [
  ['iou', 'add "iou" to the metrics'],
  ['Loss', 'did you mean "loss"?'],
  ['dice', 'the loss is called "diceLoss"'],
  ['dice', 'add "dice" to the metrics', 'max'],
  ['psnr', 'measured are: loss, diceLoss, f1'],
  ['accurate', 'measured are: loss, diceLoss, f1'],
];

for (const [metric, hint, mode = 'min'] of monitored) {
  test(`who monitors "${metric}" is told: ${hint}`, (t) => {
    const task: Task = {
      ...mask,
      losses: [{ kind: 'dice' }],
      metrics: ['f1'],
      monitor: { metric, mode },
    };
    t.is(checkTask(task)[0]?.hint, hint);
  });
}

test('who monitors the lowest Dice is offered the loss of that name, where there is one', (t) => {
  const monitor = { metric: 'dice', mode: 'min' } as const;
  const hintWith = (losses: Task['losses']) => checkTask({ ...mask, losses, monitor })[0]?.hint;
  t.is(hintWith([{ kind: 'dice' }]), 'write "max", or monitor "diceLoss"');
  t.is(hintWith([{ kind: 'bce' }]), 'write "max"');
});

test('several faults are all told', (t) => {
  const task: Task = {
    ...label,
    head: { activation: 'sigmoid', pooling: 'none' },
    losses: [{ kind: 'ssim' }],
    metrics: ['psnr'],
    monitor: { metric: 'psnr', mode: 'min' },
  };
  t.deepEqual(
    checkTask(task).map(({ path }) => path.join('.')),
    ['head.activation', 'head.pooling', 'losses.0.kind', 'metrics.0', 'monitor.mode'],
  );
});
