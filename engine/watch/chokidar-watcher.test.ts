import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { ChokidarWatcher } from './chokidar-watcher.js';

/** A folder with a pipeline and images, watched. */
async function watched(t: ExecutionContext) {
  const folder = await mkdtemp(join(tmpdir(), 'micrograph-watch-'));
  const path = (...names: string[]) => join(folder, ...names);
  const write = (name: string) => writeFile(path(name), name);
  await mkdir(path('images/more'), { recursive: true });
  for (const name of ['p.json', 'images/a.tif', 'images/b.tif']) await write(name);
  const waiting: (() => void)[] = [];
  const told: string[] = [];
  const watcher = new ChokidarWatcher(path('images/store'), {
    changed: (changed, kind) => {
      told.push(`${kind} ${relative(folder, changed)}`);
      for (const wake of waiting.splice(0)) wake();
    },
    failed: (error) => t.fail(error.message),
  });
  const data = (name: string) => ({ path: path(name), extensions: ['.tif'], folderExtensions: [] });
  const inputs = { documents: [path('p.json'), path('ref.json')], data: [data('images')] };
  t.teardown(async () => {
    await watcher.close();
    await rm(folder, { recursive: true });
  });
  /** Resolves with everything that was told up to a change of this. */
  const until = async (line: string): Promise<string[]> => {
    while (!told.includes(line)) await new Promise<void>((wake) => waiting.push(wake));
    return told.splice(0);
  };
  return { watcher, inputs, data, path, write, until };
}

test('a document is seen to change when it is written, replaced as editors do it, and made', async (t) => {
  const { watcher, inputs, path, write, until } = await watched(t);
  t.true(await watcher.watch(inputs));
  await write('p.json');
  await until('document p.json');
  for (let save = 0; save < 2; save++) {
    await write('p.json.tmp');
    await rename(path('p.json.tmp'), path('p.json'));
    await until('document p.json');
  }
  await write('ref.json');
  await until('document ref.json');
  t.pass();
});

test('in a folder of data, files are seen to appear, change and vanish, and so are folders', async (t) => {
  const { watcher, inputs, path, write, until } = await watched(t);
  await watcher.watch(inputs);
  await write('images/a.tif');
  await until('data images/a.tif');
  await write('images/c.tif');
  await until('data images/c.tif');
  await rm(path('images/b.tif'));
  await until('data images/b.tif');
  await write('images/more/d.tif');
  await until('data images/more/d.tif');
  await mkdir(path('images/new'));
  await until('data images/new');
  await rename(path('images/more'), path('other'));
  await until('data images/more');
  t.pass();
});

test('nothing is told of hidden files, of other kinds of files and of the store', async (t) => {
  const { watcher, inputs, path, write, until } = await watched(t);
  await mkdir(path('images/store'));
  await watcher.watch(inputs);
  for (const name of ['images/.a.tif', 'images/a.txt', 'images/store/x.tif', 'other.json', 'images/a.tif'])
    await write(name);
  t.deepEqual([...new Set(await until('data images/a.tif'))], ['data images/a.tif']);
});

test('a folder that is not there yet is seen to appear', async (t) => {
  const { watcher, inputs, data, path, write, until } = await watched(t);
  const later = { ...inputs, data: [data('later/images')] };
  await watcher.watch(later);
  await mkdir(path('later'));
  await until('data later');
  t.true(await watcher.watch(later), 'now there is more to watch');
  await mkdir(path('later/images'));
  await until('data later/images');
  // It is watched a moment after it was seen; until then its own appearance stands for what is in it.
  const writing = setInterval(() => write('later/images/a.tif'), 10);
  await until('data later/images/a.tif');
  clearInterval(writing);
});

test('to watch the same again is nothing new', async (t) => {
  const { watcher, inputs, data } = await watched(t);
  t.true(await watcher.watch(inputs));
  t.false(await watcher.watch({ ...inputs }));
  t.true(await watcher.watch({ ...inputs, data: [data('images/more')] }));
});
