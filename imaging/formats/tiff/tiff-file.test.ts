import test from 'ava';
import { ImageError } from '../../image-error.js';
import { sourceInMemory } from '../open-source.js';
import { tiff } from './tiff-file.js';
import { type TiffPage, type TiffTag, writeTiff } from './tiff-file.test-helper.js';

const open = (file: Uint8Array) => tiff.open(sourceInMemory('a.tif', 'a.tif', file), {});
const openPages = (...pages: readonly TiffPage[]) => open(writeTiff(pages));
const page: TiffPage = { width: 3, height: 2, bytes: Buffer.from([1, 2, 3, 4, 5, 6]), bits: 8 };

const ome = (attributes: string) =>
  `<?xml version="1.0"?><OME><Image><Pixels SizeX="3" ${attributes}></Pixels></Image></OME>`;
const sizes: readonly (readonly [string, readonly TiffTag[], unknown])[] = [
  [
    'ImageJ',
    [
      [270, 2, 'ImageJ=1.53\nunit=\\u00B5m\n'],
      [282, 5, [5, 2]],
    ],
    { x: 0.4, y: 0.4, unit: 'µm' },
  ],
  [
    'ImageJ without a unit',
    [
      [270, 2, 'ImageJ=1.53\nunit=pixel\n'],
      [282, 5, [5, 2]],
    ],
    undefined,
  ],
  [
    'OME',
    [[270, 2, ome('PhysicalSizeX="0.5" PhysicalSizeY="0.25" PhysicalSizeXUnit="nm"')]],
    { x: 0.5, y: 0.25, unit: 'nm' },
  ],
  [
    'OME, which means µm if it says nothing',
    [[270, 2, ome('PhysicalSizeX="2"')]],
    { x: 2, y: 2, unit: 'µm' },
  ],
  [
    'pixels per centimetre',
    [
      [282, 5, [20_000_000, 1]],
      [283, 5, [10_000_000, 1]],
      [296, 3, [3]],
    ],
    { x: 0.5, y: 1, unit: 'nm' },
  ],
  [
    'dots per inch, which tell how large to print',
    [
      [282, 5, [300, 1]],
      [296, 3, [2]],
    ],
    undefined,
  ],
  [
    'a resolution of nothing',
    [
      [282, 5, [0, 0]],
      [296, 3, [3]],
    ],
    undefined,
  ],
];
for (const [what, tags, expected] of sizes) {
  test(`pixel size from ${what}`, async (t) => {
    t.deepEqual((await openPages({ ...page, tags })).pixelSize, expected as never);
  });
}

test('reduced copies and masks among the pages are passed over', async (t) => {
  const small: TiffPage = { width: 1, height: 1, bytes: Buffer.of(9), bits: 8 };
  const aside = (kind: number): TiffPage => ({ ...small, tags: [[254, 4, [kind]]] });
  const last = { ...page, bytes: Buffer.from([6, 5, 4, 3, 2, 1]) };
  const file = await openPages(page, aside(1), aside(4), last);
  t.is(file.images, 2);
  t.deepEqual(Array.from((await file.read(1)).pixels), [6, 5, 4, 3, 2, 1]);
});

test('the images of a stack that is too large for TIFF follow the first one', async (t) => {
  const tags: TiffTag[] = [[270, 2, 'ImageJ=1.53\nimages=3\n']];
  const file = await open(writeTiff([{ ...page, tags }], { gap: 2 * page.bytes.length }));
  t.is(file.images, 3);
  t.deepEqual(Array.from((await file.read(0)).pixels), [1, 2, 3, 4, 5, 6]);
  t.deepEqual(Array.from((await file.read(2)).pixels), [0, 0, 0, 0, 0, 0]);
});

test('transparency is dropped', async (t) => {
  const bytes = Buffer.from([1, 2, 3, 255, 4, 5, 6, 0]);
  const file = await openPages({ width: 2, height: 1, bits: 8, samples: 4, photometric: 2, bytes });
  t.deepEqual([file.channels, ...(await file.read(0)).pixels], [3, 1, 2, 3, 4, 5, 6]);
});

test('where white is zero, it is made the largest value', async (t) => {
  const file = await openPages({ ...page, photometric: 0 });
  t.deepEqual(Array.from((await file.read(0)).pixels), [254, 253, 252, 251, 250, 249]);
});

/** A header of 10^9 pixels in one strip. */
const claims: readonly TiffTag[] = [
  [256, 4, [40_000]],
  [257, 4, [25_000]],
  [278, 4, [25_000]],
];
const refused: readonly (readonly [string, () => Buffer, RegExp])[] = [
  [
    'pages of different sizes',
    () => writeTiff([page, { ...page, width: 2, height: 3 }]),
    /^a\.tif has pages of several kinds: page 1 is 3 × 2 px, 1 × uint8 \(photometric 1\), page 2 2 × 3 px, 1 × uint8/,
  ],
  [
    'Zstandard',
    () => writeTiff([{ ...page, tags: [[259, 3, [50000]]] }]),
    /^a\.tif is compressed with Zstandard, which is not read$/,
  ],
  [
    '10^9 pixels that are not there',
    () => writeTiff([{ ...page, tags: claims }]),
    /^a\.tif is cut off at byte \d+ of 1000000008$/,
  ],
  [
    '10^9 compressed pixels in one strip',
    () => writeTiff([{ ...page, tags: claims }], { deflated: true }),
    /^a\.tif says that it has 40000 × 25000 pixels, more than \d+ compressed bytes can hold$/,
  ],
  [
    '10^9 pixels of JPEG in one strip',
    () => writeTiff([{ ...page, tags: [...claims, [259, 3, [7]]] }]),
    /^a\.tif has 40000 × 25000 pixels, too many to be read at once$/,
  ],
  [
    'compressed numbers of 64 bits with a predictor',
    () =>
      writeTiff(
        [
          {
            ...page,
            width: 1,
            height: 1,
            bytes: Buffer.alloc(8),
            bits: 64,
            sampleFormat: 3,
            tags: [[317, 3, [3]]],
          },
        ],
        { deflated: true },
      ),
    /^a\.tif has pixels of a kind that is not read: float64 with predictor/,
  ],
  ['12 bits', () => writeTiff([{ ...page, bits: 12, bytes: Buffer.alloc(10) }]), /^a\.tif /],
];
for (const [what, file, message] of refused) {
  test(`a file of ${what} is refused`, async (t) => {
    await t.throwsAsync(async () => open(file()), { instanceOf: ImageError, message });
  });
}

test('a list of pages that leads back to itself is refused', async (t) => {
  const file = writeTiff([page]);
  const first = file.readUInt32LE(4);
  file.writeUInt32LE(first, file.length - 4);
  await t.throwsAsync(open(file), {
    message: `a.tif is damaged at byte ${first}: the list of pages leads back to itself`,
  });
});
