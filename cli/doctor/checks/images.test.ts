import test from 'ava';
import { checkImages } from './images.js';

test('an image of every format is read', async (t) => {
  const { status, detail, data } = await checkImages();
  t.is(status, 'ok', detail);
  const formats = ['PNG', 'JPEG', 'TIFF', 'NPY', 'NPZ', 'MRC', 'DM3', 'DM4', 'HDF5 and EMD', 'Zarr'];
  t.deepEqual(data?.['formats'], formats);
  t.is(detail, formats.join(', '));
});
