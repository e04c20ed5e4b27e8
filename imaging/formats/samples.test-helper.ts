import sharp from 'sharp';
import { imageTags, writeDm } from './dm/dm-file.test-helper.js';
import { hdf5Samples } from './hdf5/hdf5-samples.test-helper.js';
import type { ImageFile, PixelSize, StoredDtype } from './image-file.js';
import { writeMrc } from './mrc-file.test-helper.js';
import { writeNpy, writeNpz } from './npy-file.test-helper.js';
import { openImageFile } from './open-image-file.js';
import { sourceInMemory } from './open-source.js';
import { keptValues, sampleValues, storedBytes } from './stored-bytes.test-helper.js';
import { type TiffOptions, writeTiff } from './tiff/tiff-file.test-helper.js';
import { zarrSamples } from './zarr/zarr-samples.test-helper.js';

/** A file, and what must be found in it. */
export interface FormatSample {
  /** As in titles: `TIFF, tiles of 16 bits`. */
  readonly title: string;
  /** With the usual extension. */
  readonly fileName: string;
  /** The file; of a format that is a folder, the file with the pixels. */
  content(): Promise<Uint8Array>;
  /** Where not given: `openImageFile` with the content in memory, and `array`. */
  open?(content: Uint8Array, name: string): Promise<ImageFile>;
  readonly array?: string;
  readonly format: string;
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly storedDtype: StoredDtype;
  readonly pixelSize?: PixelSize;
  readonly lossy?: boolean;
  /** As they are kept: [images × height × width × channels]. */
  readonly values: readonly number[];
  /** Bytes at the end without which the images can still be read. */
  readonly spareBytes?: number;
}

export function openSample(sample: FormatSample, content: Uint8Array, name: string): Promise<ImageFile> {
  if (sample.open) return sample.open(content, name);
  return openImageFile(sourceInMemory(name, name, content), { array: sample.array });
}

const [images, height, width] = [3, 5, 7];
const shape = { images, height, width, channels: 1 };
const one = { ...shape, images: 1 };
const count = images * height * width;
const pixelSize = { x: 0.25, y: 0.5, unit: 'nm' };

/** The elements of an array in Fortran's order. */
function fortran(values: readonly number[]): number[] {
  const at = (i: number, row: number, column: number) => values[(i * height + row) * width + column]!;
  const order: number[] = [];
  for (let column = 0; column < width; column++) {
    for (let row = 0; row < height; row++) for (let i = 0; i < images; i++) order.push(at(i, row, column));
  }
  return order;
}

const storedDtypes: readonly StoredDtype[] = [
  'uint8',
  'int8',
  'uint16',
  'int16',
  'uint32',
  'int32',
  'uint64',
  'int64',
  'float16',
  'float32',
  'float64',
];

const npySamples = storedDtypes.flatMap((dtype): FormatSample[] => {
  const values = sampleValues(dtype, count);
  const expected = { ...shape, format: 'NPY', storedDtype: dtype, values: keptValues(dtype, values) };
  const array = { dtype, shape: [images, height, width], values };
  return [
    {
      ...expected,
      title: `NPY of ${dtype}`,
      fileName: 'a.npy',
      content: async () => writeNpy(array),
    },
    {
      ...expected,
      title: `NPY of ${dtype}, big-endian in Fortran's order, version 2.0`,
      fileName: 'a.npy',
      content: async () =>
        writeNpy({ ...array, values: fortran(values), fortran: true, littleEndian: false, version: 2 }),
    },
  ];
});

const colours = sampleValues('uint8', 2 * 4 * 5 * 3);
const npyShapes: FormatSample[] = [
  {
    title: 'NPY of one image of truth values, version 3.0',
    fileName: 'a.npy',
    content: async () =>
      writeNpy({ dtype: 'uint8', shape: [2, 3], values: [0, 1, 1, 0, 0, 1], version: 3, descriptor: '|b1' }),
    ...{ format: 'NPY', images: 1, height: 2, width: 3, channels: 1, storedDtype: 'uint8' },
    values: [0, 1, 1, 0, 0, 1],
  },
  {
    title: 'NPY with channels last',
    fileName: 'a.npy',
    content: async () => writeNpy({ dtype: 'uint8', shape: [2, 4, 5, 3], values: colours }),
    ...{ format: 'NPY', images: 2, height: 4, width: 5, channels: 3, storedDtype: 'uint8' },
    values: colours,
  },
  {
    title: 'NPY with channels first',
    fileName: 'a.npy',
    content: async () => {
      const first: number[] = [];
      for (let i = 0; i < 2; i++) {
        for (let channel = 0; channel < 3; channel++) {
          for (let pixel = 0; pixel < 20; pixel++) first.push(colours[(i * 20 + pixel) * 3 + channel]!);
        }
      }
      return writeNpy({ dtype: 'uint8', shape: [2, 3, 4, 5], values: first });
    },
    ...{ format: 'NPY', images: 2, height: 4, width: 5, channels: 3, storedDtype: 'uint8' },
    values: colours,
  },
];

const npzValues = sampleValues('uint16', count);
const npzSamples = [false, true].map(
  (deflated): FormatSample => ({
    title: `NPZ, ${deflated ? 'deflated' : 'stored'}`,
    fileName: 'a.npz',
    content: async () => {
      const array = { dtype: 'uint16' as const, shape: [images, height, width] };
      const images1 = writeNpy({ ...array, values: npzValues });
      const labels = writeNpy({ ...array, values: npzValues.map((value) => value % 2) });
      return writeNpz({ labels, images: images1 }, deflated);
    },
    array: 'images',
    ...{ ...shape, format: 'NPZ', storedDtype: 'uint16', values: npzValues },
  }),
);

const mrcModes = [
  [0, 'int8'],
  [1, 'int16'],
  [2, 'float32'],
  [6, 'uint16'],
  [12, 'float16'],
] as const;
const mrcSamples = mrcModes.flatMap(([mode, dtype]) =>
  [true, false].map((littleEndian): FormatSample => {
    const values = sampleValues(dtype, count);
    return {
      title: `MRC of mode ${mode}, ${littleEndian ? 'little' : 'big'}-endian`,
      fileName: 'a.mrc',
      content: async () =>
        writeMrc({
          ...{ mode, dtype, width, height, sections: images, values, littleEndian },
          extendedBytes: littleEndian ? 0 : 160,
          spacing: [2.5, 5, 1],
        }),
      ...{ ...shape, format: 'MRC', storedDtype: dtype, values: keptValues(dtype, values) },
      pixelSize: { x: 2.5, y: 5, unit: 'Å' },
    };
  }),
);

const dmTypes = ['uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'float32', 'float64'] as const;
const dmSamples = ([3, 4] as const).flatMap((version) =>
  dmTypes.map((dtype, i): FormatSample => {
    const values = sampleValues(dtype, count);
    const littleEndian = i % 2 === 0;
    const image = { dtype, dimensions: [width, height, images], values, scale: 0.25, unit: '1/nm' };
    return {
      title: `DM${version} of ${dtype}, ${littleEndian ? 'little' : 'big'}-endian`,
      fileName: `a.dm${version}`,
      content: async () => writeDm({ version, littleEndian }, imageTags(image)),
      ...{ ...shape, format: `DM${version}`, storedDtype: dtype, values: keptValues(dtype, values) },
      pixelSize: { x: 0.25, y: 0.25, unit: '1/nm' },
      spareBytes: 8,
    };
  }),
);

const tiffFormats: readonly (readonly [StoredDtype, bits: number, sampleFormat: number])[] = [
  ['uint8', 8, 1],
  ['int8', 8, 2],
  ['uint16', 16, 1],
  ['int16', 16, 2],
  ['float16', 16, 3],
  ['uint32', 32, 1],
  ['int32', 32, 2],
  ['float32', 32, 3],
  ['float64', 64, 3],
];
/** ImageJ's unit, with 4 and 2 pixels in it. */
const sizeTags = [
  [270, 2, 'ImageJ=1.54f\nimages=3\nslices=3\nunit=nm\nloop=false\n'],
  [282, 5, [4, 1]],
  [283, 5, [2, 1]],
  [296, 3, [1]],
] as const;

function tiffSample(
  title: string,
  [dtype, bits, sampleFormat]: readonly [StoredDtype, number, number],
  options: TiffOptions,
): FormatSample {
  const values = sampleValues(dtype, count);
  const { littleEndian = true } = options;
  return {
    title: `TIFF ${title} of ${dtype}`,
    fileName: 'a.tif',
    content: async () => {
      const pages = Array.from({ length: images }, (_, i) => {
        const part = values.slice(i * height * width, (i + 1) * height * width);
        const bytes = storedBytes(dtype, part, littleEndian);
        return { width, height, bits, sampleFormat, bytes, tags: sizeTags };
      });
      return writeTiff(pages, options);
    },
    ...{ ...shape, format: 'TIFF', storedDtype: dtype, values: keptValues(dtype, values), pixelSize },
  };
}

const tiffSamples = [
  ...tiffFormats.map((format) => tiffSample('in strips', format, { rowsPerStrip: 2 })),
  ...tiffFormats.map((format) => tiffSample('big-endian', format, { littleEndian: false })),
  ...tiffFormats.map((format) => tiffSample('of more than 4 GB (BigTIFF)', format, { big: true })),
  ...tiffFormats.map((format) => tiffSample('deflated', format, { deflated: true, rowsPerStrip: 2 })),
  ...tiffFormats.map((format) => tiffSample('in tiles', format, { tile: { width: 16, height: 16 } })),
  ...tiffFormats.map((format) =>
    tiffSample('in deflated tiles, BigTIFF', format, {
      big: true,
      deflated: true,
      tile: { width: 16, height: 16 },
    }),
  ),
  ...tiffFormats.map((format) => tiffSample('with gaps between strips', format, { rowsPerStrip: 2, gap: 3 })),
];

const grey = sampleValues('uint8', height * width);
const deep = sampleValues('uint16', height * width);
const rgb = sampleValues('uint8', height * width * 3);
const raw8 = () => sharp(Uint8Array.from(grey), { raw: { width, height, channels: 1 } }).toColourspace('b-w');
const raw16 = () =>
  sharp(Uint16Array.from(deep), { raw: { width, height, channels: 1 } }).toColourspace('grey16');
const rawRgb = () => sharp(Uint8Array.from(rgb), { raw: { width, height, channels: 3 } });

const vipsSamples: FormatSample[] = [
  ...[
    { title: 'grey', content: () => raw8().png().toBuffer(), channels: 1, dtype: 'uint8', values: grey },
    { title: '16-bit', content: () => raw16().png().toBuffer(), channels: 1, dtype: 'uint16', values: deep },
    { title: 'colour', content: () => rawRgb().png().toBuffer(), channels: 3, dtype: 'uint8', values: rgb },
    {
      title: 'interlaced',
      content: () => raw8().png({ progressive: true }).toBuffer(),
      ...{ channels: 1, dtype: 'uint8', values: grey },
    },
  ].map(({ title, content, channels, dtype, values }) => ({
    ...{ ...one, title: `PNG, ${title}`, fileName: 'a.png', format: 'PNG', content, channels, values },
    storedDtype: dtype as StoredDtype,
    spareBytes: 12,
  })),
  ...(['lzw', 'packbits', 'deflate'] as const).map((compression) => ({
    ...{ ...one, title: `TIFF, ${compression}`, fileName: 'a.tif', format: 'TIFF' },
    storedDtype: 'uint8' as const,
    content: () => raw8().tiff({ compression }).toBuffer(),
    values: grey,
  })),
  // Of one colour, so that it is kept exactly.
  ...(['JPEG', 'TIFF'] as const).flatMap((format) =>
    (['jpeg', 'webp'] as const)
      .filter((compression) => format === 'TIFF' || compression === 'jpeg')
      .map((compression) => ({
        ...{ ...one, format, channels: 3, lossy: true, storedDtype: 'uint8' as const },
        title: format === 'JPEG' ? format : `TIFF, ${compression}`,
        fileName: format === 'JPEG' ? 'a.jpg' : 'a.tif',
        content: () => {
          const even = sharp(Buffer.alloc(height * width * 3, 90), { raw: { width, height, channels: 3 } });
          return format === 'JPEG' ? even.jpeg().toBuffer() : even.tiff({ compression }).toBuffer();
        },
        values: new Array<number>(height * width * 3).fill(90),
      })),
  ),
];

/** Files of all formats that are one file. */
export const samples: readonly FormatSample[] = [
  ...vipsSamples,
  ...tiffSamples,
  ...npySamples,
  ...npyShapes,
  ...npzSamples,
  ...mrcSamples,
  ...dmSamples,
  ...hdf5Samples,
  ...zarrSamples,
];
