import test from 'ava';
import { isLeftover, PathSet, safePath } from './paths.js';

for (const [path, expected] of [
  ['a.tif', 'a.tif'],
  ['./images//a.tif', 'images/a.tif'],
  ['images/', 'images'],
  ['./', ''],
  ['Probe 1 (ä).tif', 'Probe 1 (ä).tif'],
  ['a..b/...', 'a..b/...'],
] as const) {
  test(`"${path}" is safe`, (t) => t.is(safePath(path).path, expected));
}

for (const [path, problem] of [
  ['/etc/passwd', 'has an absolute path'],
  ['c:/windows', 'has an absolute path'],
  ['..', 'leads out of the folder'],
  ['a/../../b', 'leads out of the folder'],
  ['a/..', 'leads out of the folder'],
  ['..\\b', 'has a backslash or a control character in its name'],
  ['a\0.tif', 'has a backslash or a control character in its name'],
  ['a\n', 'has a backslash or a control character in its name'],
  [`${'x/'.repeat(33)}a`, 'lies more than 32 folders deep'],
  ['ä'.repeat(128), 'has a name that is too long'],
  [`${'x'.repeat(200)}/`.repeat(6), 'has a name that is too long'],
] as const) {
  test(`${JSON.stringify(path.slice(0, 20))} ${problem}`, (t) => t.is(safePath(path).problem, problem));
}

test('what file managers leave behind is known, and other hidden files are data', (t) => {
  for (const path of ['.DS_Store', '__MACOSX/a.tif', 'a/._b.tif', 'a/Thumbs.db'])
    t.true(isLeftover(path), path);
  for (const path of ['a.zarr/.zarray', 'a.b/c_d.tif', '.hidden']) t.false(isLeftover(path), path);
});

for (const [first, second] of [
  ['a.tif', 'a.tif'],
  ['a.tif', 'A.TIF'],
  ['\u00e4.tif', 'a\u0308.tif'],
  ['a', 'a/b'],
  ['A/b', 'a'],
  ['a', 'A/b/c'],
] as const) {
  test(`"${first}" and "${second}" cannot lie in one folder`, (t) => {
    const paths = new PathSet();
    t.is(paths.add(first), undefined);
    t.is(paths.add(second), first);
  });
}

test('different files lie beside each other', (t) => {
  const paths = new PathSet();
  for (const path of ['a/b', 'a/c', 'A/d', 'b', 'a.b']) t.is(paths.add(path), undefined, path);
});
