import test from 'ava';
import type { File } from 'h5wasm';
import type { ArrayChoice } from '../image-file.js';
import { sourceInMemory } from '../open-source.js';
import { hdf5 } from './hdf5.js';
import { addArray, addBerkeley, addVelox, count, hdf5Bytes } from './hdf5-bytes.test-helper.js';

async function opened(build: (file: File) => void, choice: ArrayChoice = {}) {
  return hdf5.open(sourceInMemory('a.emd', '', await hdf5Bytes(build)), choice);
}

test('of Berkeley’s EMD the group’s data is read, not what else could be an image', async (t) => {
  const file = await opened((h5) => {
    addBerkeley(h5, 'data/stack', '[n_m]');
    addArray(h5, 'thumbnail', new Uint8Array(16), [4, 4]);
  });
  t.deepEqual([file.images, file.height, file.width], [2, 3, 4]);
  t.deepEqual(file.pixelSize, { x: 0.5, y: 0.25, unit: 'nm' });
});

test('several groups are to be chosen from; pixels are no unit', async (t) => {
  const build = (h5: File) => {
    addBerkeley(h5, 'data/a', '[n_m]');
    addBerkeley(h5, 'data/b', '[pixels]');
  };
  await t.throwsAsync(opened(build), { message: /^a\.emd has 2 arrays.*data\/a\/data.*data\/b\/data/ });
  const file = await opened(build, { array: '/data/b/data' });
  t.is(file.pixelSize, undefined);
});

for (const metadata of ['no JSON', 'null', '{"BinaryResult":{"PixelSize":7,"PixelUnitX":[]}}']) {
  test(`Velox’s images are read without a pixel size where the metadata are ${metadata}`, async (t) => {
    const file = await opened((h5) => addVelox(h5, 'a', count(24), metadata));
    t.is(file.pixelSize, undefined);
    t.deepEqual([...(await file.read(0)).pixels], count(12));
  });
}
