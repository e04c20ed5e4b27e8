import test from 'ava';
import { NodeError } from '../node-error.js';
import { checkKeptHead } from './check-kept-head.js';

const keep = { take: 'all', head: 'keep' } as const;
const image = { kind: 'image' } as const;

test('a kept head that makes images is not used with another activation than it has learned with', (t) => {
  for (const outputActivation of ['sigmoid', 'tanh'] as const) {
    const error = t.throws(() => checkKeptHead({ outputActivation }, { target: image }, keep), {
      instanceOf: NodeError,
      message: new RegExp(`"${outputActivation}".*"none"`),
    });
    t.is(error.kind, 'bad-input');
    t.regex(error.hint!, new RegExp(`"activation": "${outputActivation}".*"head": "redraw"`));
    const head = { activation: outputActivation };
    t.notThrows(() => checkKeptHead({ outputActivation }, { target: image, head }, keep));
  }
});

test('a head that is not kept, makes no image, or goes through nothing, may go with any activation', (t) => {
  const { outputActivation } = { outputActivation: 'tanh' } as const;
  t.notThrows(() => checkKeptHead({ outputActivation }, { target: image }, { ...keep, head: 'redraw' }));
  t.notThrows(() => checkKeptHead({ outputActivation }, { target: image }, { ...keep, take: 'encoder' }));
  t.notThrows(() => checkKeptHead({ outputActivation }, { target: { kind: 'mask' } }, keep));
  const head = { activation: 'sigmoid' } as const;
  t.notThrows(() => checkKeptHead({ outputActivation: 'none' }, { target: image, head }, keep));
  t.notThrows(() => checkKeptHead({}, { target: image, head }, keep));
});
