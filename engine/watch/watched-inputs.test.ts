import test from 'ava';
import { counts, mayHold } from './watched-inputs.js';

const images = { path: '/p/images', extensions: ['.tif'], folderExtensions: ['.zarr'] };

test('in a folder of data, files with its extensions count, however deep they lie', (t) => {
  t.true(counts(images, '/p/images/a.tif'));
  t.true(counts(images, '/p/images/more/B.TIF'));
  t.false(counts(images, '/p/images/notes.txt'));
  t.true(counts(images, '/p/images'), 'the folder itself');
});

test('hidden files and what lies in hidden folders do not count', (t) => {
  t.false(counts(images, '/p/images/.a.tif'));
  t.false(counts(images, '/p/images/.trash/a.tif'));
  t.false(mayHold(images, '/p/images/.trash'));
  t.true(mayHold(images, '/p/images/more'));
});

test('of a folder that counts as one file, everything counts', (t) => {
  t.true(counts(images, '/p/images/a.zarr/.zarray'));
  t.true(counts(images, '/p/images/a.zarr/0/0'));
  t.true(mayHold(images, '/p/images/a.zarr/.hidden'));
  const volume = { ...images, path: '/p/a.zarr' };
  t.true(counts(volume, '/p/a.zarr/.zattrs'));
});
