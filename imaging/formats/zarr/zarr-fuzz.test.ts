import test from 'ava';
import { survives } from '../fuzz.test-helper.js';
import { arrayV2, arrayV3, multiscales } from './zarr-folder.test-helper.js';
import { openFlatFolder, zarrSamples } from './zarr-samples.test-helper.js';

for (const codec of ['blosc', 'zstd', 'lz4', 'gzip']) {
  const sample = zarrSamples.find(({ title }) => title === `Zarr, ${codec}`)!;
  test(`Zarr: of damaged chunks of ${codec} nothing comes but images and errors with their name`, async (t) => {
    await survives(t, { seeds: [await sample.content()], open: sample.open!, runs: 500 });
  });
}

const json = (value: object) => Buffer.from(JSON.stringify(value));
const metadata = {
  '.zarray': [
    arrayV2([4, 4], [3, 3], '|u1', { compressor: { id: 'zlib', level: 1 } }),
    arrayV2([1, 2, 4, 4], [1, 1, 4, 4], '>f4', { order: 'F', fill_value: 'NaN' }),
  ],
  'zarr.json': [
    arrayV3([4, 4], [2, 2], 'int16'),
    {
      zarr_format: 3,
      node_type: 'group',
      attributes: { ome: { multiscales: multiscales('zyx', [1, 1, 1]) } },
    },
  ],
};

for (const [name, documents] of Object.entries(metadata)) {
  test(`Zarr: of a damaged ${name} nothing comes but images and errors with its folder’s name`, async (t) => {
    await survives(t, {
      seeds: documents.map(json),
      open: (content, folder) => openFlatFolder({ [name]: content }, folder),
      runs: 1000,
    });
  });
}
