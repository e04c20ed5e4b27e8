import test from 'ava';
import { DiagnosticList } from '../diagnostics/diagnostic-list.js';
import { formatDiagnostic } from '../diagnostics/format-diagnostic.js';
import { parseJson } from './parse-json.js';

/** What is said of a text, as people see it. */
function linesOf(text: string): readonly string[] {
  const diagnostics = new DiagnosticList();
  parseJson({ path: '/a.json', text }, diagnostics);
  return diagnostics
    .sorted()
    .flatMap((diagnostic) => formatDiagnostic(diagnostic, { folder: '/' }).split('\n'));
}

/** [what the title says, the text, what is said of it] */
const malformed: readonly [string, string, readonly string[]][] = [
  ['an empty text', '', ['a.json:1:1  error: the file is empty']],
  [
    'a word without quotes',
    '{ "a": hello }',
    [
      'a.json:1:8  error: hello is not JSON',
      '    { "a": hello }',
      '           ~~~~~',
      '    hint: text is written in double quotes: "hello"',
    ],
  ],
  [
    'a name without quotes',
    '{ a: 1 }',
    [
      'a.json:1:3  error: a is not JSON',
      '    { a: 1 }',
      '      ~',
      '    hint: names of fields are written in double quotes: "a"',
    ],
  ],
  [
    'single quotes',
    "{ 'a': 1 }",
    [
      'a.json:1:3  error: text is written in double quotes, not in single ones',
      "    { 'a': 1 }",
      '      ~~~',
    ],
  ],
  [
    'typographic quotes',
    '{ "a": “b” }',
    ['a.json:1:8  error: text is written in straight double quotes: "…"', '    { "a": “b” }', '           ~'],
  ],
  [
    'NaN',
    '{ "a": NaN }',
    ['a.json:1:8  error: JSON has no number NaN', '    { "a": NaN }', '           ~~~'],
  ],
  [
    'a negative infinity',
    '{ "a": -Infinity }',
    ['a.json:1:8  error: JSON has no number -Infinity', '    { "a": -Infinity }', '           ~~~~~~~~~'],
  ],
  [
    'a Python constant',
    '{ "a": None }',
    [
      'a.json:1:8  error: None is not JSON',
      '    { "a": None }',
      '           ~~~~',
      '    hint: did you mean null?',
    ],
  ],
  [
    'a line comment',
    '{ "a": 1 } // why',
    [
      'a.json:1:12  error: JSON has no comments',
      '    { "a": 1 } // why',
      '               ~~~~~~',
      '    hint: remove the comment',
    ],
  ],
  [
    'a block comment',
    '{ /* why */ "a": 1 }',
    [
      'a.json:1:3  error: JSON has no comments',
      '    { /* why */ "a": 1 }',
      '      ~~~~~~~~~',
      '    hint: remove the comment',
    ],
  ],
  [
    'a shell comment',
    '{ "a": 1 # why\n}',
    [
      'a.json:1:10  error: JSON has no comments',
      '    { "a": 1 # why',
      '             ~~~~~',
      '    hint: remove the comment',
    ],
  ],
  [
    'a comma after the last field',
    '{ "a": 1, }',
    [
      'a.json:1:9  error: a comma after the last item',
      '    { "a": 1, }',
      '            ~',
      '    hint: remove it',
    ],
  ],
  [
    'a comma after the last item',
    '[1, 2 ,\n]',
    ['a.json:1:7  error: a comma after the last item', '    [1, 2 ,', '          ~', '    hint: remove it'],
  ],
  ['two commas', '[1,, 2]', ['a.json:1:4  error: expected a value, found ","', '    [1,, 2]', '       ~']],
  [
    'a missing comma',
    '{ "a": 1 "b": 2 }',
    ['a.json:1:10  error: expected "," or "}", found "b"', '    { "a": 1 "b": 2 }', '             ~~~'],
  ],
  [
    'a missing colon',
    '{ "a" 1 }',
    [
      'a.json:1:7  error: expected ":" after the name of the field, found "1"',
      '    { "a" 1 }',
      '          ~',
    ],
  ],
  [
    'a missing value',
    '{ "a": }',
    ['a.json:1:8  error: expected a value, found "}"', '    { "a": }', '           ~'],
  ],
  [
    'a missing name',
    '{ : 1 }',
    ['a.json:1:3  error: expected the name of a field, found ":"', '    { : 1 }', '      ~'],
  ],
  [
    'an object that is not closed',
    '{\n  "a": { "b": 1\n}',
    [
      'a.json:3:2  error: expected "}" to close the "{" of line 1, found the end of the file',
      '    }',
      '     ~',
      '    a.json:1:1  opened here',
      '    {',
      '    ~',
    ],
  ],
  [
    'a list that is not closed',
    '[1, 2',
    [
      'a.json:1:6  error: expected "]" to close the "[" of line 1, found the end of the file',
      '    [1, 2',
      '         ~',
      '    a.json:1:1  opened here',
      '    [1, 2',
      '    ~',
    ],
  ],
  [
    'brackets that do not match',
    '{\n  "a": [1, 2\n}',
    [
      'a.json:3:1  error: expected "]" to close the "[" of line 2, found "}"',
      '    }',
      '    ~',
      '    a.json:2:8  opened here',
      '    "a": [1, 2',
      '         ~',
    ],
  ],
  [
    'a text that is not closed',
    '{ "a": "b\n}',
    [
      'a.json:1:8  error: the closing quote of this text is missing on its line',
      '    { "a": "b',
      '           ~~',
    ],
  ],
  [
    'a number that is not finished',
    '{ "a": 1. }',
    [
      'a.json:1:8  error: 1. is not a JSON number',
      '    { "a": 1. }',
      '           ~~',
      '    hint: numbers look like 0.5, -3 and 1e-4',
    ],
  ],
  [
    'a number without a digit before the point',
    '{ "a": .5 }',
    [
      'a.json:1:8  error: .5 is not a JSON number',
      '    { "a": .5 }',
      '           ~~',
      '    hint: numbers look like 0.5, -3 and 1e-4',
    ],
  ],
  [
    'a number with a zero before it',
    '{ "a": 007 }',
    [
      'a.json:1:8  error: 007 begins with 0, which JSON does not allow',
      '    { "a": 007 }',
      '           ~~~',
      '    hint: numbers look like 0.5, -3 and 1e-4',
    ],
  ],
  [
    'an unknown escape',
    '{ "a": "C:\\data" }',
    [
      'a.json:1:8  error: this text holds an unknown escape',
      '    { "a": "C:\\data" }',
      '           ~~~~~~~~~',
      '    hint: a backslash itself is written \\\\',
    ],
  ],
  [
    'an unfinished unicode escape',
    '{ "a": "\\u12" }',
    [
      'a.json:1:8  error: this text holds an unknown escape',
      '    { "a": "\\u12" }',
      '           ~~~~~~',
      '    hint: a backslash itself is written \\\\',
    ],
  ],
  [
    'a tab in a text',
    '{ "a": "\t" }',
    [
      'a.json:1:8  error: this text holds a control character',
      '    { "a": " " }',
      '           ~~~',
      '    hint: write \\n for a line break, \\t for a tab',
    ],
  ],
  [
    'more after the end',
    '{} {}',
    ['a.json:1:4  error: expected the end of the file, found "{"', '    {} {}', '       ~'],
  ],
  [
    'one closing bracket too many',
    '{ "a": 1 }}',
    ['a.json:1:11  error: expected the end of the file, found "}"', '    { "a": 1 }}', '              ~'],
  ],
  [
    'a name written twice',
    '{ "a": 1,\n  "a": 2 }',
    [
      'a.json:2:3  error: "a" is written twice, first on line 1',
      '    "a": 2 }',
      '    ~~~',
      '    a.json:1:3  first written here',
      '    { "a": 1,',
      '      ~~~',
    ],
  ],
  [
    'a number out of range',
    '{ "a": 1e999 }',
    ['a.json:1:8  error: the number 1e999 is out of range', '    { "a": 1e999 }', '           ~~~~~'],
  ],
  [
    'a whole number that would be rounded',
    '{ "a": 9007199254740993 }',
    [
      'a.json:1:8  error: the number 9007199254740993 cannot be kept exactly',
      '    { "a": 9007199254740993 }',
      '           ~~~~~~~~~~~~~~~~',
      '    hint: whole numbers are exact up to 9007199254740991',
    ],
  ],
  [
    'half of a surrogate pair',
    '{ "a": "\\ud83d" }',
    [
      'a.json:1:8  error: this text holds half of a surrogate pair, which is no character',
      '    { "a": "\\ud83d" }',
      '           ~~~~~~~~',
    ],
  ],
  [
    '__proto__ as a name',
    '{ "__proto__": { "a": 1 } }',
    [
      'a.json:1:3  error: the name "__proto__" is not allowed',
      '    { "__proto__": { "a": 1 } }',
      '      ~~~~~~~~~~~',
    ],
  ],
  [
    'constructor as a name',
    '{ "constructor": 1 }',
    [
      'a.json:1:3  error: the name "constructor" is not allowed',
      '    { "constructor": 1 }',
      '      ~~~~~~~~~~~~~',
    ],
  ],
  [
    'prototype as a name',
    '{ "prototype": 1 }',
    ['a.json:1:3  error: the name "prototype" is not allowed', '    { "prototype": 1 }', '      ~~~~~~~~~~~'],
  ],
];

for (const [title, text, expected] of malformed) {
  test(`says what is wrong with ${title}`, (t) => t.deepEqual(linesOf(text), expected));
}

test('reports all mistakes that leave no doubt how the text goes on', (t) => {
  t.deepEqual(linesOf('{ "a": [1,], // why\n  "a": "\\x", }'), [
    'a.json:1:10  error: a comma after the last item',
    '    { "a": [1,], // why',
    '             ~',
    '    hint: remove it',
    'a.json:1:14  error: JSON has no comments',
    '    { "a": [1,], // why',
    '                 ~~~~~~',
    '    hint: remove the comment',
    'a.json:2:3  error: "a" is written twice, first on line 1',
    '    "a": "\\x", }',
    '    ~~~',
    '    a.json:1:3  first written here',
    '    { "a": [1,], // why',
    '      ~~~',
    'a.json:2:8  error: this text holds an unknown escape',
    '    "a": "\\x", }',
    '         ~~~~',
    '    hint: a backslash itself is written \\\\',
    'a.json:2:12  error: a comma after the last item',
    '    "a": "\\x", }',
    '             ~',
    '    hint: remove it',
  ]);
});

test('is silent about what follows a mistake that it cannot see past', (t) => {
  t.deepEqual(linesOf('{ "a": [1, 2, "b": { "c": ] }'), [
    'a.json:1:18  error: expected "," or "]", found ":"',
    '    { "a": [1, 2, "b": { "c": ] }',
    '                     ~',
  ]);
});
