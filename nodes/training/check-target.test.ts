import test from 'ava';
import type { Truths } from '../../imaging/image-set.js';
import { NodeError } from '../node-error.js';
import { checkTarget, type WantedTarget } from './check-target.js';

const truths: Truths = { classes: ['support', 'gold'], labels: ['square', 'hexagonal'], points: true };

for (const target of [
  { kind: 'mask' },
  { kind: 'classes', classes: ['support', 'gold'] },
  { kind: 'label', classes: ['square', 'hexagonal'] },
  { kind: 'points' },
  { kind: 'image' },
] satisfies WantedTarget[]) {
  test(`images that have what a target of kind ${target.kind} is made of are taken`, (t) => {
    t.notThrows(() => checkTarget({ truths }, 'train', target));
  });
}

const names = ['background', 'gold', 'polymer'];
for (const [what, known, target, message] of [
  ['no masks for a mask', {}, { kind: 'mask' }, /input train have no masks/],
  ['three classes for a mask', { classes: names }, { kind: 'mask' }, /masks of 3 classes, not of foreground/],
  ['no masks for classes', {}, { kind: 'classes', classes: names }, /input train have no masks/],
  [
    'classes in another order',
    { classes: names },
    { kind: 'classes', classes: ['background', 'polymer', 'gold'] },
    /classes of pixels background, gold, polymer, and the task background, polymer, gold/,
  ],
  ['fewer classes', { labels: names }, { kind: 'label', classes: names.slice(1) }, /classes of images/],
  ['no labels', { classes: names }, { kind: 'label', classes: names }, /no classes of images/],
  ['no points', { classes: names }, { kind: 'points' }, /no points/],
] as const) {
  test(`${what}: bad input, with a hint`, (t) => {
    const error = t.throws(() => checkTarget({ truths: known }, 'train', target), {
      instanceOf: NodeError,
      message,
    });
    t.is(error.kind, 'bad-input');
    t.truthy(error.hint);
  });
}
