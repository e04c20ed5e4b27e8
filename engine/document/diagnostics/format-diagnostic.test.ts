import test from 'ava';
import type { Diagnostic } from './diagnostic.js';
import { diagnosticToJson } from './diagnostic-json.js';
import { formatDiagnostic, type Painter } from './format-diagnostic.js';

/** A diagnostic about the piece of a text that stands between « and ». */
function about(marked: string, more: Partial<Diagnostic> = {}): Diagnostic {
  const [start, end] = [marked.indexOf('«'), marked.indexOf('»') - 1];
  const source = { path: '/project/sub/a.json', text: marked.replace('«', '').replace('»', '') };
  return {
    severity: 'error',
    message: 'wrong',
    location: { source, offset: start, length: end - start },
    ...more,
  };
}

const lines = (diagnostic: Diagnostic) => formatDiagnostic(diagnostic, { folder: '/project' }).split('\n');

test('shows the place, the message, the line with the place underlined, and the hint', (t) => {
  t.deepEqual(lines(about('{\n  "a": «12»,\n  "b": 3\n}', { hint: 'do this' })), [
    'sub/a.json:2:8  error: wrong',
    '    "a": 12,',
    '         ~~',
    '    hint: do this',
  ]);
});

test('a warning says that it is one', (t) => {
  t.deepEqual(lines(about('«1»', { severity: 'warning' })), [
    'sub/a.json:1:1  warning: wrong',
    '    1',
    '    ~',
  ]);
});

test('without a place there is the message only', (t) => {
  t.deepEqual(lines({ severity: 'error', message: 'there is no file a.json', hint: 'look' }), [
    'error: there is no file a.json',
    '    hint: look',
  ]);
});

test('a second place is shown below the first', (t) => {
  const { location } = about('[«1», 1]');
  t.deepEqual(lines(about('[1, «1»]', { related: { message: 'first here', location: location! } })), [
    'sub/a.json:1:5  error: wrong',
    '    [1, 1]',
    '        ~',
    '    sub/a.json:1:2  first here',
    '    [1, 1]',
    '     ~',
  ]);
});

test('of a place over several lines the first is underlined', (t) => {
  t.deepEqual(lines(about('{ "a": «{\r\n  "b": 1\r\n}» }')), [
    'sub/a.json:1:8  error: wrong',
    '    { "a": {',
    '           ~',
  ]);
});

test('an empty place, also behind the end of a line, has one mark', (t) => {
  t.deepEqual(lines(about('[1«»')), ['sub/a.json:1:3  error: wrong', '    [1', '      ~']);
  t.deepEqual(lines(about('[\n«»')), ['sub/a.json:2:1  error: wrong']);
});

test('tabs are one column wide', (t) => {
  t.deepEqual(lines(about('\t\t"a":\t«1»\t, 2')), [
    'sub/a.json:1:8  error: wrong',
    '    "a": 1 , 2',
    '         ~',
  ]);
});

test('wide and combining characters are counted as terminals show them', (t) => {
  t.deepEqual(lines(about('{ "金属e\u0301😀": «"粒子"» }')), [
    'sub/a.json:1:13  error: wrong',
    '    { "金属é😀": "粒子" }',
    '                 ~~~~~~',
  ]);
});

test('a very long line is cut around the place', (t) => {
  const long = Array.from({ length: 2000 }, (_, index) => index).join(', ');
  t.deepEqual(lines(about(`[${long}, «true», ${long}]`)), [
    'sub/a.json:1:10892  error: wrong',
    '    …93, 1994, 1995, 1996, 1997, 1998, 1999, true, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, …',
    '                                             ~~~~',
  ]);
  t.deepEqual(lines(about(`[«true», ${long}]`)), [
    'sub/a.json:1:2  error: wrong',
    '    [true, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,…',
    '     ~~~~',
  ]);
  t.deepEqual(lines(about(`[${long}, «true»]`)), [
    'sub/a.json:1:10892  error: wrong',
    '    …93, 1994, 1995, 1996, 1997, 1998, 1999, true]',
    '                                             ~~~~',
  ]);
});

test('a very long place is cut at its end', (t) => {
  t.deepEqual(lines(about(`["a", «"${'x'.repeat(5000)}"»]`)), [
    'sub/a.json:1:7  error: wrong',
    '    ["a", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…',
    '          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~',
  ]);
});

test('a cut does not halve a character', (t) => {
  for (let padding = 0; padding < 3; padding++) {
    const text = about(`${'a'.repeat(padding)}${'😀'.repeat(100)}«!»${'😀'.repeat(100)}`);
    t.false(/\p{Surrogate}/u.test(lines(text).join('')));
  }
});

test('what would control the terminal is not printed', (t) => {
  const harmful = '\u001b[2J\u202e\u2028';
  const printed = lines(about(`[«"${harmful}"»]`, { message: `bad ${harmful}`, hint: `no ${harmful}` }));
  t.deepEqual(printed, [
    'sub/a.json:1:2  error: bad �[2J��',
    '    ["�[2J��"]',
    '     ~~~~~~~~',
    '    hint: no �[2J��',
  ]);
});

test('a file outside the folder is shown by its whole path', (t) => {
  const [first] = formatDiagnostic(about('«1»'), { folder: '/project/other' }).split('\n');
  t.is(first, '/project/sub/a.json:1:1  error: wrong');
});

test('each part has a colour', (t) => {
  const mark = (name: string) => (text: string) => `<${name}>${text}</>`;
  const painter: Painter = {
    error: mark('error'),
    warning: mark('warning'),
    place: mark('place'),
    underline: mark('underline'),
    hint: mark('hint'),
  };
  const painted = formatDiagnostic(about('[«1»]', { hint: 'do this' }), { folder: '/project', painter });
  t.deepEqual(painted.split('\n'), [
    '<place>sub/a.json:1:2</>  <error>error:</> wrong',
    '    [1]',
    '     <underline>~</>',
    '    <hint>hint:</> do this',
  ]);
});

test('as JSON a diagnostic has the place with its end', (t) => {
  const diagnostic = about('{\r\n  "a": «{\r\n  "b": 1\r\n}»\r\n}', { hint: 'do this' });
  t.deepEqual(diagnosticToJson(diagnostic), {
    severity: 'error',
    message: 'wrong',
    hint: 'do this',
    file: '/project/sub/a.json',
    line: 2,
    column: 8,
    endLine: 4,
    endColumn: 2,
  });
  t.deepEqual(diagnosticToJson({ severity: 'warning', message: 'x' }), { severity: 'warning', message: 'x' });
});

test('as JSON a second place is an object of its own', (t) => {
  const { location } = about('[«1», 1]');
  const { related } = diagnosticToJson(
    about('[1, «1»]', { related: { message: 'first', location: location! } }),
  );
  t.deepEqual(related, {
    message: 'first',
    file: '/project/sub/a.json',
    line: 1,
    column: 2,
    endLine: 1,
    endColumn: 3,
  });
});
