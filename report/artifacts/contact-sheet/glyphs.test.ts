import test from 'ava';
import { drawText, fitted } from './glyphs.js';

function drawn(text: string): string[] {
  const rows = Array.from({ length: 8 }, () => [...' '.repeat(text.length * 6)]);
  drawText(text, (x, y) => {
    rows[y]![x] = '#';
  });
  return rows.map((row) => row.join('').trimEnd());
}

test('characters stand side by side, with a free column between', (t) => {
  t.deepEqual(drawn('a-1'), [
    '              #',
    '             ##',
    ' ###          #',
    '    #  ###    #',
    ' ####         #',
    '#   #         #',
    ' ####        ###',
    '',
  ]);
});

test('a character without a drawing is a box, and a space is empty', (t) => {
  t.deepEqual(drawn('粒 ').slice(0, 2), ['#####', '#   #']);
  t.deepEqual(drawn(' ').join(''), '');
});

test('every character of usual names of files has a drawing of its own', (t) => {
  const characters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.,:/+=@#%&~()[]'];
  const drawings = new Set(['粒', ...characters].map((character) => drawn(character).join('\n')));
  t.is(drawings.size, characters.length + 1);
});

test('a text that is too long keeps its end', (t) => {
  t.is(fitted('patchy_nanoprism/0.5-11.tif', 60), '….5-11.tif');
  t.is(fitted('0.5-11.tif', 60), '0.5-11.tif');
});
