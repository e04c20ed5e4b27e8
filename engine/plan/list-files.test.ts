import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { fileDigest } from '../../cache/key/digest.js';
import type { FileSelection, FilesWithin } from '../../nodes/define-node.js';
import { listFiles } from './list-files.js';

const images: FileSelection = {
  kind: 'folder or file',
  extensions: ['.png', '.tif'],
  folderExtensions: ['.zarr'],
};

async function folderWith(t: ExecutionContext, ...names: readonly string[]): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'list-files-')));
  t.teardown(() => rm(folder, { recursive: true }));
  for (const name of names) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), name);
  }
  return folder;
}

async function namesOf(path: string, selection = images, within?: readonly FilesWithin[]) {
  const { files, problems } = await listFiles(path, selection, fileDigest, within);
  return [...files.map(({ name }) => name), ...problems.map((problem) => problem.replaceAll(path, 'FOLDER'))];
}

test('a folder gives its files of the wanted kinds, those of sub-folders too, sorted; hidden ones are left out', async (t) => {
  const folder = await folderWith(t, 'b.png', 'a/z.TIF', 'a/notes.txt', '.hidden/c.png', '.d.png');
  t.deepEqual(await namesOf(folder), ['a/z.TIF', 'b.png']);
});

test('a folder that counts as one file gives all of its files, named as where it is found', async (t) => {
  const folder = await folderWith(
    t,
    'v.zarr/.zattrs',
    'v.zarr/0/.zarray',
    'v.zarr/0/0.0',
    'deep/w.zarr/zarr.json',
  );
  t.deepEqual(await namesOf(folder), [
    'deep/w.zarr/zarr.json',
    'v.zarr/.zattrs',
    'v.zarr/0/.zarray',
    'v.zarr/0/0.0',
  ]);
  t.deepEqual(await namesOf(join(folder, 'v.zarr')), ['v.zarr/.zattrs', 'v.zarr/0/.zarray', 'v.zarr/0/0.0']);
});

test('a file is called by its base name, whatever its extension', async (t) => {
  const folder = await folderWith(t, 'a/volume.raw');
  t.deepEqual(await namesOf(join(folder, 'a/volume.raw')), ['volume.raw']);
});

test('a folder where a file is wanted, and a file where a folder is, are refused', async (t) => {
  const folder = await folderWith(t, 'a.png');
  t.deepEqual(await namesOf(folder, { ...images, kind: 'file' }), ['FOLDER is not a file']);
  const file = join(folder, 'a.png');
  t.deepEqual(await namesOf(file, { ...images, kind: 'folder' }), ['FOLDER is not a folder']);
});

test('only what is wanted within a folder is listed, each with its own kinds of file', async (t) => {
  const folder = await folderWith(
    t,
    'image/1.png',
    'position/1.txt',
    'position/1.png',
    'noise/1.png',
    'v.tif',
  );
  const within = [
    { path: 'image/', extensions: ['.png'] },
    { path: './position', extensions: ['.txt'] },
    { path: 'v.tif', extensions: [] },
  ];
  t.deepEqual(await namesOf(folder, images, within), ['image/1.png', 'position/1.txt', 'v.tif']);
  t.deepEqual(await namesOf(folder, images, [{ path: 'nowhere', extensions: [] }]), [
    'there is no folder or file FOLDER/nowhere',
  ]);
});

test('links in a circle are told, and so is everything else that cannot be had', async (t) => {
  const folder = await folderWith(t, 'a/1.png', 'b/2.png');
  await symlink('..', join(folder, 'a/up'));
  await symlink('itself.png', join(folder, 'itself.png'));
  await symlink('nowhere.png', join(folder, 'dangling.png'));
  await symlink('../b', join(folder, 'a/other'));
  t.deepEqual(await namesOf(folder), [
    'a/1.png',
    'a/other/2.png',
    'b/2.png',
    'FOLDER/a/up is a link that leads back to FOLDER, which it lies in',
    'FOLDER/itself.png is a link that leads to itself',
    'there is no folder or file FOLDER/dangling.png',
  ]);
});

test('what has no content of its own, such as a pipe or a socket, is told and not waited for', async (t) => {
  const folder = await folderWith(t, 'a.png');
  const server = createServer().listen(join(folder, 'b.png'));
  await new Promise((resolve) => server.once('listening', resolve));
  t.teardown(() => server.close());
  await symlink('b.png', join(folder, 'c.png'));
  const hashed: string[] = [];
  const { files, problems } = await listFiles(folder, images, async (path) => {
    hashed.push(path);
    return fileDigest(path);
  });
  t.deepEqual(hashed, [join(folder, 'a.png')]);
  t.is(files.length, 1);
  t.deepEqual(problems, [
    `${folder}/b.png is neither a file nor a folder`,
    `${folder}/c.png is neither a file nor a folder`,
  ]);
  t.deepEqual(await namesOf(join(folder, 'b.png')), ['FOLDER is neither a file nor a folder']);
});

test('of very many files that cannot be read the first are named', async (t) => {
  const folder = await folderWith(t);
  for (let i = 0; i < 12; i++) await symlink('nowhere', join(folder, `${String(i).padStart(2, '0')}.png`));
  const told = await namesOf(folder);
  t.is(told.length, 11);
  t.is(told[10], '2 more files below FOLDER cannot be read');
});

test('a file that may not be read is told by name', async (t) => {
  const folder = await folderWith(t, 'a.png', 'b.png');
  const denied = Object.assign(new Error('denied'), { code: 'EACCES', path: join(folder, 'b.png') });
  const { files, problems } = await listFiles(folder, images, async (path) => {
    if (path.endsWith('b.png')) throw denied;
    return fileDigest(path);
  });
  t.deepEqual(
    files.map(({ name }) => name),
    ['a.png'],
  );
  t.deepEqual(problems, [`no permission to read ${join(folder, 'b.png')}`]);
});
