import test from 'ava';
import type { ImageOrigin, ImageSet } from '../../../imaging/image-set.js';
import { siblingOf, summarise } from './summary.js';
import { summaryLines } from './summary-lines.js';

/** Images of 2 × 2 pixels, each of the digest and from the place that are said; every one shows 0, 1, 2, 3. */
function imagesOf(digests: readonly string[], more: Partial<ImageSet> = {}): ImageSet {
  return {
    count: digests.length,
    height: 2,
    width: 2,
    truths: {},
    intensities: { normalization: 'unit', contrast: 'invert' },
    name: (index) => `image-${index}`,
    digest: (index) => digests[index]!,
    origin: () => ({}),
    levels: () => ({ zero: 0, mean: 0 }),
    readImage: () => {},
    readMask: (index, into) => into.set([0, 0, 0, index % 2]),
    readTarget: () => {},
    points: (index) => Array.from({ length: index }, () => [0, 0] as const),
    label: (index) => index % 2,
    ...more,
  };
}
const stored = { dtype: 'uint8', pixels: () => Uint8Array.of(0, 1, 2, 3) } as const;
const linesOf = (set: ImageSet, more = {}) =>
  summaryLines({ ...summarise(set, stored), ...more }, 'train', 'letters').map((line) => line.join(': '));

test('what is known of the images is told in numbers', (t) => {
  const truths = { classes: ['film', 'gold'], labels: ['fcc', 'bcc'], points: true, images: true } as const;
  const pixelSize = { x: 0.165, y: 0.165, unit: 'nm' };
  t.deepEqual(linesOf(imagesOf(['a', 'b', 'c'], { truths, pixelSize })), [
    'images: 3 of 2 × 2 pixels, uint8, 0.165 nm a pixel',
    'from: a simulator',
    'names: image-0 … image-2',
    'intensities: 0 … 3, mean 1.5 ± 1.118',
    ': |@@@@|',
    'normalization: unit: all of uint8 becomes 0 to 1; dark made bright',
    'classes: film: 91.7 % of the pixels, in 3 of 3 images',
    ': gold: 8.3 % of the pixels, in 1 of 3 images',
    'labels: fcc: 2 images',
    ': bcc: 1 image',
    'points: 3, from 0 to 2 an image',
    'targets: an image for each',
  ]);
});

test('where images come from is told by files, images in them, tiles and copies', (t) => {
  const fromOf = (origins: readonly ImageOrigin[]) => {
    const set = imagesOf(origins.map(String), { origin: (index) => origins[index]! });
    return linesOf(set).find((line) => line.startsWith('from'));
  };
  t.is(fromOf([{ file: 'a.tif' }, { file: 'b.tif' }]), 'from: 2 files');
  t.is(
    fromOf([
      { file: 'a.tif', image: 0 },
      { file: 'a.tif', image: 3 },
    ]),
    'from: 2 images in 1 file',
  );
  t.is(
    fromOf([
      { file: 'a.tif', tile: [0, 0], copy: 0 },
      { file: 'a.tif', tile: [0, 0], copy: 1 },
      { file: 'a.tif', tile: [2, 0], copy: 0 },
      { file: 'a.tif', tile: [2, 0], copy: 1 },
    ]),
    'from: 1 file, 2 tiles, 2 turned or mirrored copies',
  );
});

test('images that show the same pixels are counted, here and beside other parts of the split', (t) => {
  const set = imagesOf(['a', 'b', 'a', 'c']);
  const split = {
    validation: siblingOf(set, imagesOf(['x'])),
    test: siblingOf(set, imagesOf(['c', 'a', 'y'])),
  };
  const lines = linesOf(set, { split });
  t.true(lines.includes('duplicates: 1 show the same pixels as another'), lines.join('\n'));
  t.true(
    lines.includes('split: train 4; beside it validation 1, test 3 (3 of the images are there, too)'),
    lines.join('\n'),
  );
});

test('of many images some are looked at, and it is said how many', (t) => {
  const looked = new Set<number>();
  const digests = Array.from({ length: 50_000 }, String);
  const pixels = (index: number) => {
    looked.add(index);
    return stored.pixels();
  };
  const summary = summarise(imagesOf(digests), { ...stored, pixels });
  t.is(looked.size, 256);
  const intensities = summaryLines(summary, 'images', 'letters').find(([name]) => name === 'intensities');
  t.is(intensities![1], '0 … 3, mean 1.5 ± 1.118  (from 256 of 50,000 images)');
});

test('of large images fewer are looked at', (t) => {
  const side = 8192;
  const set = imagesOf(['a', 'b', 'c'], { height: side, width: side });
  t.is(summarise(set, stored).lookedAt, 1);
});
