import test from 'ava';
import { canonicalJson } from './canonical-json.js';
import { differences } from './difference.js';
import { keyFormat, keyOf, type Manifest, trajectoryKeyOf } from './manifest.js';

const manifest: Manifest = {
  format: keyFormat,
  type: 'finetune',
  version: '1',
  params: { epochs: 60, learningRate: 0.0002, network: { kind: 'residual-unet', blocks: 2 } },
  files: {},
  inputs: { train: 'a'.repeat(64) },
};

test('canonical JSON sorts names, keeps the order of lists, and has no blanks', (t) => {
  t.is(canonicalJson({ b: [2, 1], a: { d: null, c: 'é\n' } }), '{"a":{"c":"é\\n","d":null},"b":[2,1]}');
});

test('what JSON cannot hold is a bug, not an empty key', (t) => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, () => 1, Symbol('s')]) {
    t.throws(() => canonicalJson({ value }), { message: /^bug: / });
  }
});

test('keys of this format never change', (t) => {
  t.is(keyOf(manifest), '10ee77afc6f84695048afdb400309e3a417a4aae50843bf6f3036d4ce5a3a666');
  t.is(
    trajectoryKeyOf(manifest, 'epochs'),
    '9e4a8479188ab308c8566f9859c35cad796449c1ae921d9f4db71f91c7c9b139',
  );
});

test('the order of names changes no key, any value does', (t) => {
  const { type, version, ...rest } = manifest;
  t.is(keyOf({ version, ...rest, type }), keyOf(manifest));
  t.not(keyOf({ ...manifest, version: '2' }), keyOf(manifest));
  t.not(keyOf({ ...manifest, params: { ...manifest.params, epochs: 61 } }), keyOf(manifest));
});

test('a trajectory is the same however far it goes', (t) => {
  const longer = { ...manifest, params: { ...manifest.params, epochs: 90 } };
  t.is(trajectoryKeyOf(longer, 'epochs'), trajectoryKeyOf(manifest, 'epochs'));
  t.not(keyOf(longer), keyOf(manifest));
});

test('differences name every leaf that changed, came or went', (t) => {
  t.deepEqual(differences({ a: 1, b: { c: [1, 2] }, gone: 0 }, { a: 1, b: { c: [1, 3] }, came: true }), [
    { field: 'b.c.1', before: 2, after: 3 },
    { field: 'came', before: undefined, after: true },
    { field: 'gone', before: 0, after: undefined },
  ]);
});
