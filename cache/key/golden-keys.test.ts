import { createHash } from 'node:crypto';
import test from 'ava';
import { artifactOf } from '../artifact.js';
import { canonicalJson } from './canonical-json.js';
import { listingContent, listingDigest } from './file-listing.js';
import { keyFormats } from './key-formats.js';
import { keyFormat, keyOf, type Manifest, trajectoryKeyOf } from './manifest.js';

// What stands in stores. Where one of these tests fails, every result of every user would be computed anew: either
// undo what changed the keys, or raise `keyFormat`, say why in key-formats.ts, and write the new values down here.

const [a, b, c] = ['a', 'b', 'c'].map((digit) => digit.repeat(64)) as [string, string, string];

/** Every field of a manifest, with every kind of value in it. */
const full: Manifest = {
  format: 1,
  type: 'finetune',
  version: '3',
  params: {
    epochs: 60,
    learningRate: 0.0002,
    tiny: 1e-7,
    network: { kind: 'residual-unet', blocks: 2, dilations: [1, 2, 4] },
    'µ "quoted"\n': null,
    mixed: false,
    nothing: [],
  },
  files: { path: a, masks: b },
  inputs: {
    train: c,
    scores: [
      { at: { model: 'U-Net 2/44', seed: '2' }, digest: a },
      { at: { model: 'U-Net 2/44', seed: '1' }, digest: b },
    ],
  },
};

const fullText =
  `{"files":{"masks":"${b}","path":"${a}"},"format":1,"inputs":{"scores":[` +
  `{"at":{"model":"U-Net 2/44","seed":"2"},"digest":"${a}"},{"at":{"model":"U-Net 2/44","seed":"1"},"digest":"${b}"}],` +
  `"train":"${c}"},"params":{"epochs":60,"learningRate":0.0002,"mixed":false,` +
  '"network":{"blocks":2,"dilations":[1,2,4],"kind":"residual-unet"},"nothing":[],"tiny":1e-7,' +
  '"µ \\"quoted\\"\\n":null},"type":"finetune","version":"3"}';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

test('a manifest is written as it always was, and its key is the SHA-256 of that', (t) => {
  t.is(canonicalJson(full), fullText);
  t.is(keyOf(full), sha256(`micrograph key\n${fullText}`));
  t.is(keyOf(full), 'dce7c8809fa648304e7a3b113b34b0e4a23adc05f9540431b97585a8a8b76f67');
});

test('a manifest with nothing in it has the key that it always had', (t) => {
  const empty: Manifest = { format: 1, type: 'augment', version: '1', params: {}, files: {}, inputs: {} };
  t.is(keyOf(empty), '04a0c53857099b567f6306684cb4da0132e252be965663e65ebd626920eec0f2');
});

test('a trajectory has the key that it always had: that of the manifest without the epochs', (t) => {
  const { epochs: _, ...params } = full.params;
  t.is(
    trajectoryKeyOf(full, 'epochs'),
    sha256(`micrograph trajectory\n${canonicalJson({ ...full, params })}`),
  );
  t.is(trajectoryKeyOf(full, 'epochs'), 'f168eada5a81eebd135f6ff81b266b63af06bf976bfb281573ba8531136316d0');
});

test('files have the digest that they always had, which is the SHA-256 of their listing as it is stored', (t) => {
  const listing = [
    ['a.tif', a],
    ['sub/ü "b".tif', b],
  ] as const;
  t.is(
    listingContent(listing).toString(),
    `micrograph files\n[["a.tif","${a}"],["sub/ü \\"b\\".tif","${b}"]]`,
  );
  t.is(listingDigest(listing), sha256(listingContent(listing).toString()));
  t.is(listingDigest(listing), '5753bd595ea24a83e5134dc7954ac5f900ac4e647933ae36a11376abe915c99d');
  t.is(listingDigest([]), 'bdf85a784228487f082bbea1291828b6f5ee89b9771017195448720f54613527');
});

test('an artifact has the digest that it always had, whatever the order of its files and their sizes', (t) => {
  const files = [
    { name: 'scores.jsonl', digest: a, sizeBytes: 1 },
    { name: 'means.jsonl', digest: b, sizeBytes: 2 },
  ];
  t.is(
    artifactOf('scores', files).digest,
    '611624e16c0e0a4a5183d64db2bf7247568e075ae1e69ed2ada32125efd6c5a9',
  );
  t.is(artifactOf('scores', files.toReversed()).digest, artifactOf('scores', files).digest);
});

test('every field changes the key', (t) => {
  const [first, second] = full.inputs['scores'] as Extract<Manifest['inputs'][string], readonly unknown[]>;
  const others: Manifest[] = [
    { ...full, format: 2 },
    { ...full, type: 'other' },
    { ...full, version: '4' },
    { ...full, params: { ...full.params, mixed: true } },
    { ...full, params: { ...full.params, mixed: null } },
    { ...full, params: { ...full.params, nothing: {} } },
    { ...full, files: { ...full.files, path: c } },
    { ...full, files: { path: a } },
    { ...full, inputs: { ...full.inputs, train: a } },
    { ...full, inputs: { train: c, scores: [second!, first!] } },
    { ...full, inputs: { train: c, scores: [first!] } },
    { ...full, inputs: { train: c, scores: [{ ...first!, at: { model: 'other', seed: '2' } }, second!] } },
  ];
  t.is(new Set([full, ...others].map(keyOf)).size, others.length + 1);
});

test('every key format says since when it is and why; the last one is in use', (t) => {
  t.deepEqual(
    keyFormats.map(({ format }) => format),
    keyFormats.map((_, at) => at + 1),
  );
  t.is(keyFormats.at(-1)?.format, keyFormat);
});
