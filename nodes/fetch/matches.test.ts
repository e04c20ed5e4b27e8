import test from 'ava';
import { matches, Patterns } from './matches.js';

for (const [pattern, text, expected] of [
  ['a.tif', 'a.tif', true],
  ['a.tif', 'a.tiff', false],
  ['*.tif', 'images/a.tif', true],
  ['images/*', 'images/a/b.tif', true],
  ['images/*', 'masks/images', false],
  ['?.tif', 'a.tif', true],
  ['?.tif', '.tif', false],
  ['*a*b*', 'xaxbx', true],
  ['*a*b*', 'xbxax', false],
  ['*', '', true],
  ['**', 'a', true],
  ['[ab].(tif|png)', 'a.tif', false],
  ['', 'a', false],
] as const) {
  test(`"${pattern}" ${expected ? 'describes' : 'does not describe'} "${text}"`, (t) =>
    t.is(matches(pattern, text), expected));
}

test('a pattern of many stars on a long name ends', (t) => {
  t.false(matches(`${'*a'.repeat(200)}b`, 'a'.repeat(5_000)));
});

test('patterns that nothing met are known', (t) => {
  const patterns = new Patterns(['a*', 'ab', 'c']);
  t.true(patterns.choose('ab'));
  t.false(patterns.choose('b'));
  t.deepEqual(patterns.unmet, ['c']);
});
