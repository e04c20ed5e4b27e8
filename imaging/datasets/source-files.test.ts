import test from 'ava';
import { sourceFiles } from './source-files.js';

const file = (name: string, sha256 = name) => ({ name, path: `/data/${name}`, sha256 });

test('the files of a folder that counts as one file are one, whatever lies in it', (t) => {
  const files = sourceFiles([
    file('a.png'),
    file('deep/vol.zarr/.zattrs'),
    file('deep/vol.zarr/0/0.0'),
    file('z.png'),
  ]);
  t.deepEqual(
    files.map(({ name, path }) => [name, path]),
    [
      ['a.png', '/data/a.png'],
      ['deep/vol.zarr', '/data/deep/vol.zarr'],
      ['z.png', '/data/z.png'],
    ],
  );
  t.deepEqual(
    files[1]!.parts!.map(({ name }) => name),
    ['.zattrs', '0/0.0'],
  );
});

test('its digest changes with the content and with the names of its files', (t) => {
  const digest = (...files: ReturnType<typeof file>[]) => sourceFiles(files)[0]!.sha256;
  const before = digest(file('v.zarr/0', 'x'), file('v.zarr/1', 'y'));
  t.not(digest(file('v.zarr/0', 'x'), file('v.zarr/1', 'z')), before);
  t.not(digest(file('v.zarr/0', 'x'), file('v.zarr/2', 'y')), before);
  t.is(digest(file('w.zarr/0', 'x'), file('w.zarr/1', 'y')), before);
});
