import test from 'ava';
import { canonicalJson } from './canonical-json.js';
import { differences } from './difference.js';
import { listingContent, listingDifference, listingDigest, readListing } from './file-listing.js';
import { keyFormat, keyOf, type Manifest, trajectoryKeyOf } from './manifest.js';
import { manifestDifferences } from './manifest-differences.js';

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

test('gathered artifacts are compared point by point, and their order as such', (t) => {
  const gathered = (...seeds: [string, string][]): Manifest => ({
    ...manifest,
    inputs: { scores: seeds.map(([seed, digest]) => ({ at: { seed }, digest })) },
  });
  const before = gathered(['1', 'a'], ['2', 'b'], ['3', 'c']);
  t.deepEqual(manifestDifferences(before, gathered(['0', 'n'], ['1', 'a'], ['2', 'x'])), [
    { field: 'inputs.scores[seed=0]', before: undefined, after: 'n' },
    { field: 'inputs.scores[seed=2]', before: 'b', after: 'x' },
    { field: 'inputs.scores[seed=3]', before: 'c', after: undefined },
  ]);
  t.deepEqual(manifestDifferences(before, gathered(['1', 'a'], ['3', 'c'], ['2', 'b'])), [
    {
      field: 'order of inputs.scores',
      before: ['[seed=1]', '[seed=2]', '[seed=3]'],
      after: ['[seed=1]', '[seed=3]', '[seed=2]'],
    },
  ]);
  t.deepEqual(manifestDifferences(before, before), []);
});

test('a listing of files comes back as it was, and not at all where it is damaged', (t) => {
  const listing = [
    ['a.tif', 'a'],
    ['b.tif', 'b'],
  ] as const;
  const content = listingContent(listing);
  t.deepEqual(readListing(content, listingDigest(listing)), listing);
  content[content.length - 3]! ^= 1;
  t.is(readListing(content, listingDigest(listing)), undefined);
});

test('two listings differ in the files that changed, came or went', (t) => {
  const before = [
    ['a', '1'],
    ['b', '2'],
    ['c', '3'],
  ] as const;
  const after = [
    ['a', '1'],
    ['b', '9'],
    ['d', '3'],
  ] as const;
  t.deepEqual(listingDifference(before, after), { changed: ['b'], added: ['d'], removed: ['c'] });
});
