import test from 'ava';
import type { ImageOrigin } from '../../imaging/image-set.js';
import { imagesSeen, merged } from '../artifacts/images-seen.js';
import { NodeError } from '../node-error.js';
import { checkLeakage, type Leakage } from './check-leakage.js';
import { findLeaks } from './find-leaks.js';

/** Images by digest, each from the file and image that `origins` says. */
const imagesOf = (digests: readonly string[], origins: readonly ImageOrigin[] = []) => ({
  count: digests.length,
  name: (index: number) => `image-${digests[index]}`,
  digest: (index: number) => digests[index]!,
  origin: (index: number) => origins[index] ?? {},
});
const trained = imagesOf(['a', 'b'], [{ fileDigest: 'f', image: 1 }, { fileDigest: 'g' }]);
const seen = merged(imagesSeen(trained, 'pretraining'), imagesSeen(imagesOf(['c']), 'finetuning-validation'));

function messages(test: ReturnType<typeof imagesOf>, leakage: Leakage, of: typeof seen | undefined = seen) {
  const said: string[] = [];
  const say = (level: string) => (message: string) => void said.push(`${level} ${message}`);
  checkLeakage(test, of, leakage, { warn: say('warn'), log: say('log') });
  return said;
}

test('images with the same pixels are found, by what they were to the network', (t) => {
  const { samePixels, sameSource } = findLeaks(imagesOf(['x', 'c', 'b', 'c']), seen);
  t.deepEqual(
    [...samePixels],
    [
      ['pretraining', [2]],
      ['finetuning-validation', [1, 3]],
    ],
  );
  t.is(sameSource.size, 0);
});

test('another part of the same image is found, but not another image of the same file', (t) => {
  const test = imagesOf(
    ['x', 'y', 'a'],
    [
      { fileDigest: 'f', image: 1, tile: [64, 0] },
      { fileDigest: 'f', image: 2 },
      { fileDigest: 'f', image: 1 },
    ],
  );
  const { samePixels, sameSource } = findLeaks(test, seen);
  t.deepEqual([...sameSource], [['pretraining', [0]]], 'what shows the same pixels is not told twice');
  t.deepEqual([...samePixels], [['pretraining', [2]]]);
});

test('images of two arrays of one file are not of the same source', (t) => {
  const from = (array: string) => imagesOf([array], [{ fileDigest: 'f', array, image: 0 }]);
  const { sameSource } = findLeaks(from('test'), imagesSeen(from('train'), 'finetuning'));
  t.is(sameSource.size, 0);
  const strange = imagesOf(['x'], [{ fileDigest: 'f', array: 'a\tb\nc', image: 0 }]);
  const part = imagesOf(['y'], [{ ...strange.origin(0), tile: [0, 0] }]);
  t.is(findLeaks(part, imagesSeen(strange, 'finetuning')).sameSource.size, 1);
});

test('images without a file are not of the same source', (t) => {
  t.is(findLeaks(imagesOf(['x']), imagesSeen(imagesOf(['y']), 'finetuning')).sameSource.size, 0);
});

test('leakage is an error that says how many, which and where, and how to allow it', (t) => {
  const error = t.throws(() => messages(imagesOf(['a', 'x', 'c', 'b', 'z']), 'error'), {
    instanceOf: NodeError,
  });
  t.is(error.kind, 'bad-input');
  t.is(
    error.message,
    'leakage: 3 of 5 test images were seen in training: 2 trained on in pretraining (image-a, image-b); 1 chose the best epoch of fine-tuning (image-c)',
  );
  t.regex(error.hint!, /`exclude`.*`leakage` here to "warn" or "allow"/);
});

test('a warning, or a line of the log, says the same', (t) => {
  const test = imagesOf(['a', 'x']);
  const text = 'leakage: 1 of 2 test images were seen in training: 1 trained on in pretraining (image-a)';
  t.deepEqual(messages(test, 'warn'), [`warn ${text}`]);
  t.deepEqual(messages(test, 'allow'), [`log ${text}`]);
});

test('another part of the same image is a warning only', (t) => {
  const test = imagesOf(['x'], [{ fileDigest: 'g', tile: [0, 0] }]);
  t.deepEqual(messages(test, 'error'), [
    'warn same source image: 1 of 1 test images are other parts or forms of images that were seen in training: 1 trained on in pretraining (image-x)',
  ]);
});

test('nothing is said of images that are new', (t) => {
  t.deepEqual(messages(imagesOf(['x', 'y']), 'error'), []);
});

test('a network that does not say what it has seen is warned of', (t) => {
  const said: string[] = [];
  checkLeakage(imagesOf(['x']), undefined, 'error', { warn: (message) => said.push(message), log: () => {} });
  t.regex(said.join(), /does not say which images it has seen/);
});
