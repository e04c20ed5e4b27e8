import { writeFile } from 'node:fs/promises';
import test from 'ava';
import { ImageError } from '../../image-error.js';
import { FolderStore } from './folder-store.js';
import { zarrFolder } from './zarr-folder.test-helper.js';

const content = { 'c/0': Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) };

for (const [size, heldBytes] of [
  ['a file that is held', 8],
  ['a file that is too large to be held', 7],
] as const) {
  test(`parts of ${size} are read`, async (t) => {
    const store = new FolderStore('a.zarr', await zarrFolder(t, content), heldBytes);
    const read = async (range: Parameters<FolderStore['getRange']>[1]) => [
      ...(await store.getRange('/c/0', range))!,
    ];
    t.deepEqual(await read({ offset: 2, length: 3 }), [3, 4, 5]);
    t.deepEqual(await read({ suffixLength: 2 }), [7, 8]);
    t.deepEqual(await read({ offset: 6, length: 100 }), [7, 8]);
    t.deepEqual(await read({ offset: 100, length: 1 }), []);
    t.is(await store.getRange('/c/1', { suffixLength: 1 }), undefined);
  });

  test(`${size} is refused where it is not what was listed`, async (t) => {
    const files = await zarrFolder(t, content);
    const store = new FolderStore('a.zarr', files, heldBytes);
    await writeFile(files[0]!.path, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 9));
    const error = await t.throwsAsync(store.getRange('/c/0', { offset: 0, length: 1 }), {
      instanceOf: ImageError,
    });
    t.is(error!.message, 'a.zarr/c/0 changed while it was read');
  });
}

test('a file that is too large to be held is refused where it changed after it was checked', async (t) => {
  const files = await zarrFolder(t, content);
  const store = new FolderStore('a.zarr', files, 7);
  await store.getRange('/c/0', { offset: 0, length: 1 });
  await writeFile(files[0]!.path, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 9, 10));
  await t.throwsAsync(store.getRange('/c/0', { offset: 7, length: 1 }), {
    message: /changed while it was read$/,
  });
});

test('a file that is gone is refused by name, and one too large for a chunk', async (t) => {
  const [file] = await zarrFolder(t, content);
  const gone = new FolderStore('a.zarr', [{ ...file!, path: `${file!.path}-gone` }]);
  await t.throwsAsync(gone.get('/c/0'), {
    instanceOf: ImageError,
    message: /^a\.zarr\/c\/0 cannot be read: ENOENT/,
  });
  const small = new FolderStore('a.zarr', [file!], 7);
  await t.throwsAsync(small.get('/c/0'), { message: 'a.zarr/c/0 has 8 bytes, too many for a chunk' });
});
