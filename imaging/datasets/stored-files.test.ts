import { createHash } from 'node:crypto';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { writeNpy } from '../formats/npy-file.test-helper.js';
import type { SourceFile } from './source-files.js';
import { StoredFiles } from './stored-files.js';

const slices = (first: number) =>
  writeNpy({ dtype: 'uint8', shape: [3, 1, 2], values: [0, 1, 2, 3, 4, 5].map((value) => value + first) });

async function stored(t: ExecutionContext, bytes: Uint8Array): Promise<SourceFile> {
  const folder = await mkdtemp(join(tmpdir(), 'stored-files-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const path = join(folder, 'v.npy');
  await writeFile(path, bytes);
  return { name: 'v.npy', path, sha256: createHash('sha256').update(bytes).digest('hex') };
}

const whole = () => undefined;
/** Files are held in memory, or read piece by piece. */
const ways = [
  ['held in memory', undefined],
  ['read piece by piece', 0],
] as const;

for (const [way, heldBytes] of ways) {
  test(`images of a file that is ${way} are read by number and by region, also side by side`, async (t) => {
    const file = await stored(t, slices(10));
    const files = new StoredFiles(heldBytes);
    t.teardown(() => files.close());
    t.like(await files.header(file, undefined), { images: 3, height: 1, width: 2 });
    const read = await Promise.all(
      [2, 0, 1, 0].map((image) => files.read({ file, image }, undefined, whole)),
    );
    t.deepEqual(
      read.map(({ pixels }) => [...pixels]),
      [
        [14, 15],
        [10, 11],
        [12, 13],
        [10, 11],
      ],
    );
    const part = await files.read({ file, image: 1 }, undefined, (size) => {
      t.like(size, { height: 1, width: 2 });
      return { x: 1, y: 0, width: 1, height: 1 };
    });
    t.deepEqual([...part.pixels], [13]);
    t.deepEqual(part.storedSize, { height: 1, width: 2 });
  });

  test(`a file that is ${way} must be the one that was planned with`, async (t) => {
    const file = await stored(t, slices(0));
    await writeFile(file.path, slices(1));
    const files = new StoredFiles(heldBytes);
    t.teardown(() => files.close());
    await t.throwsAsync(files.read({ file, image: 0 }, undefined, whole), {
      name: 'ImageError',
      message: 'v.npy changed while it was read',
    });
  });

  test(`a file that is ${way} and has several images is not one image`, async (t) => {
    const file = await stored(t, slices(0));
    const files = new StoredFiles(heldBytes);
    t.teardown(() => files.close());
    await t.throwsAsync(files.read({ file }, undefined, whole), {
      message: 'v.npy has 3 images, and is called like a file of one',
    });
  });
}

test('a large file that is written to, or put in place of another, between two of its images is told', async (t) => {
  const change = {
    'written to': (path: string) => writeFile(path, slices(7)),
    async replaced(path: string) {
      await writeFile(`${path}.new`, slices(7));
      await rename(`${path}.new`, path);
    },
  };
  for (const [how, make] of Object.entries(change)) {
    const file = await stored(t, slices(0));
    const files = new StoredFiles(0);
    t.teardown(() => files.close());
    await files.read({ file, image: 0 }, undefined, whole);
    await make(file.path);
    await t.throwsAsync(
      files.read({ file, image: 1 }, undefined, whole),
      { message: 'v.npy changed while it was read' },
      how,
    );
  }
});

test('of many files with several images only a few stay open, and all can be read again', async (t) => {
  const many = await Promise.all(Array.from({ length: 12 }, (_, i) => stored(t, slices(i))));
  const files = new StoredFiles(0);
  t.teardown(() => files.close());
  for (let round = 0; round < 2; round++) {
    const first = await Promise.all(
      many.map(async (file) => (await files.read({ file, image: 0 }, undefined, whole)).pixels[0]),
    );
    t.deepEqual(first, [...many.keys()]);
  }
});

test('a file that is not there is told by name', async (t) => {
  const file = await stored(t, slices(0));
  await rm(file.path);
  const files = new StoredFiles();
  await t.throwsAsync(files.read({ file, image: 0 }, undefined, whole), {
    message: /^v\.npy cannot be read: ENOENT/,
  });
  await t.throwsAsync(files.text(file), { message: /^v\.npy cannot be read: ENOENT/ });
});
