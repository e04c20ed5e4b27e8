import type { File } from 'h5wasm';
import type { StoredDtype } from '../image-file.js';
import type { FormatSample } from '../samples.test-helper.js';
import { keptValues, sampleValues, storedBytes } from '../stored-bytes.test-helper.js';
import { addArray, addBerkeley, addVelox, hdf5Bytes } from './hdf5-bytes.test-helper.js';

const [images, height, width] = [3, 5, 7];
const shape = { images, height, width, channels: 1 };

/** Names of the types as h5wasm has them, and arrays to write them with. */
const types = {
  uint8: ['<B', Uint8Array],
  int8: ['<b', Int8Array],
  uint16: ['<H', Uint16Array],
  int16: ['<h', Int16Array],
  uint32: ['<I', Uint32Array],
  int32: ['<i', Int32Array],
  uint64: ['<Q', BigUint64Array],
  int64: ['<q', BigInt64Array],
  float32: ['<f', Float32Array],
  float64: ['<d', Float64Array],
} as const;

type Options = Parameters<typeof addArray>[4];

const layouts: Readonly<Record<'contiguous' | 'in blocks' | 'deflated', Options>> = {
  contiguous: {},
  'in blocks': { chunks: [2, 3, 4] },
  deflated: { chunks: [1, 5, 7], compression: 'gzip', compression_opts: [4] },
};

function dtypeSample(dtype: keyof typeof types, layout: keyof typeof layouts): FormatSample {
  const values = sampleValues(dtype, images * height * width);
  return {
    title: `HDF5 of ${dtype}, ${layout}`,
    fileName: 'a.h5',
    content: () =>
      hdf5Bytes((file) => {
        const [type, Kind] = types[dtype];
        const elements = new Kind(storedBytes(dtype, values, true).slice().buffer as ArrayBuffer);
        addArray(file, 'images', elements, [images, height, width], { dtype: type, ...layouts[layout] });
      }),
    ...{ ...shape, format: 'HDF5', storedDtype: dtype, values: keptValues(dtype, values) },
  };
}

const maps = sampleValues('float64', 2 * 4 * 5 * 2);
const first = [0, 1].flatMap((i) =>
  [0, 1].flatMap((channel) =>
    Array.from({ length: 20 }, (_, pixel) => maps[(i * 20 + pixel) * 2 + channel]!),
  ),
);
const channelSamples = (
  [
    ['channels last', [2, 4, 5, 2], maps],
    ['channels first', [2, 2, 4, 5], first],
  ] as const
).map(
  ([title, sides, elements]): FormatSample => ({
    title: `HDF5 with ${title}`,
    fileName: 'a_maps.h5',
    content: () =>
      hdf5Bytes((file) => {
        addArray(file, 'maps', Float64Array.from(elements), [...sides]);
        addArray(file, 'labels', new Uint8Array(16), [4, 4]);
      }),
    array: 'maps',
    ...{ images: 2, height: 4, width: 5, channels: 2, format: 'HDF5', storedDtype: 'float64' as StoredDtype },
    values: keptValues('float64', maps),
  }),
);

function emdSample(
  title: string,
  pixelUnit: { x: number; y: number },
  build: (file: File) => void,
  values: number[],
) {
  return {
    title: `EMD of ${title}`,
    fileName: 'a.emd',
    content: () => hdf5Bytes(build),
    ...{ images: 2, height: 3, width: 4, channels: 1, format: 'HDF5', storedDtype: 'uint16' as StoredDtype },
    pixelSize: { ...pixelUnit, unit: 'nm' },
    values,
  };
}

const frames = sampleValues('uint16', 2 * 3 * 4);
const emdSamples: FormatSample[] = [
  emdSample(
    'Berkeley',
    { x: 0.5, y: 0.25 },
    (file) => addBerkeley(file, 'data/stack', '[n_m]', frames),
    frames,
  ),
  emdSample('Velox', { x: 0.15, y: 0.25 }, (file) => addVelox(file, '0123abcd', frames), frames),
];

export const hdf5Samples: readonly FormatSample[] = [
  ...(Object.keys(types) as (keyof typeof types)[]).map((dtype) => dtypeSample(dtype, 'contiguous')),
  ...(['uint8', 'uint16', 'float32'] as const).flatMap((dtype) => [
    dtypeSample(dtype, 'in blocks'),
    dtypeSample(dtype, 'deflated'),
  ]),
  ...channelSamples,
  ...emdSamples,
];
