import test from 'ava';
import { survives } from '../fuzz.test-helper.js';
import { sourceInMemory } from '../open-source.js';
import { hdf5 } from './hdf5.js';
import { hdf5Samples } from './hdf5-samples.test-helper.js';

test('HDF5: of damaged files nothing comes but images and errors with their name', async (t) => {
  await survives(t, {
    seeds: await Promise.all(hdf5Samples.map((sample) => sample.content())),
    open: (content, name) => hdf5.open(sourceInMemory(name, name, content), {}),
  });
});
