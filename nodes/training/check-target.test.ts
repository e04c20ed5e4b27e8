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
for (const [what, known, target, message, hint] of [
  ['no masks for a mask', {}, { kind: 'mask' }, /input train have no masks/, /^set masks in the load node/],
  [
    'three classes for a mask',
    { classes: names },
    { kind: 'mask' },
    /masks of 3 classes, not of foreground/,
    /set foreground/,
  ],
  [
    'no masks for classes',
    {},
    { kind: 'classes', classes: names },
    /input train have no masks/,
    /^set masks and classes in the load node/,
  ],
  [
    'classes in another order',
    { classes: names },
    { kind: 'classes', classes: ['background', 'polymer', 'gold'] },
    /have the classes background, gold, polymer, and the task's target the classes background, polymer, gold/,
    /^give classes of the load node and classes of the target the same names/,
  ],
  [
    'fewer classes',
    { labels: names },
    { kind: 'label', classes: names.slice(1) },
    /have the labels background, gold, polymer/,
    /^give labels of the load node/,
  ],
  [
    'no labels',
    { classes: names },
    { kind: 'label', classes: names },
    /have no labels/,
    /^set labels in the load node/,
  ],
  ['no points', { classes: names }, { kind: 'points' }, /no points/, /^set points in the load node/],
] as const) {
  test(`${what}: bad input, with a hint that names the params`, (t) => {
    const error = t.throws(() => checkTarget({ truths: known }, 'train', target), {
      instanceOf: NodeError,
      message,
    });
    t.is(error.kind, 'bad-input');
    t.regex(error.hint!, hint);
  });
}
