import test from 'ava';
import fc from 'fast-check';
import { DiagnosticList } from '../diagnostics/diagnostic-list.js';
import { formatDiagnostic } from '../diagnostics/format-diagnostic.js';
import { childrenOf, type Located, toJson } from './located.js';
import { parseCsv } from './parse-csv.js';

function parsed(text: string) {
  const diagnostics = new DiagnosticList();
  const value = parseCsv({ path: '/t.csv', text }, diagnostics);
  const said = diagnostics.sorted().map((one) => formatDiagnostic(one, { folder: '/' }));
  return { value, said: said.join('\n') };
}

function valuesOf(text: string): unknown {
  const { value, said } = parsed(text);
  return value === undefined ? said : toJson(value);
}

test('the first row names the fields of all others; blank lines and a last line break do not count', (t) => {
  const rows = [
    { name: 'a', n: 1 },
    { name: 'b', n: 2 },
  ];
  for (const end of ['\n', '\r\n', '\r']) {
    t.deepEqual(valuesOf(['name,n', 'a,1', '', 'b,2', ''].join(end)), rows);
    t.deepEqual(valuesOf(['name,n', 'a,1', 'b,2'].join(end)), rows);
  }
  t.deepEqual(valuesOf('name\n'), []);
});

test('a cell is a number or a boolean where it is written as one in JSON, else text', (t) => {
  const cells = ['1', '-0.5', '1e-3', '-0', 'true', 'false', '01', '1.', 'TRUE', 'null', 'a b', '1e999'];
  const values = [1, -0.5, 1e-3, 0, true, false, '01', '1.', 'TRUE', 'null', 'a b', '1e999'];
  t.deepEqual(
    valuesOf(`x\n${cells.join('\n')}`),
    values.map((x) => ({ x })),
  );
  t.deepEqual(valuesOf('id\n12345678901234567890'), [{ id: '12345678901234567890' }], 'would not be exact');
});

test('quotes make text, and may hold commas, line breaks and doubled quotes', (t) => {
  t.deepEqual(valuesOf('a,b\n"1","x, ""y""\nz"\n "" , 2 '), [
    { a: '1', b: 'x, "y"\nz' },
    { a: '', b: 2 },
  ]);
});

test('an empty cell is a field that the row does not have', (t) =>
  t.deepEqual(valuesOf('a,b,c\n,2,\n'), [{ b: 2 }]));

test('rows are named by the column "label", or else by the first one', (t) => {
  t.is(parsed('a,label\n1,2').value?.nameField, 'label');
  t.is(parsed('a,b\n1,2').value?.nameField, 'a');
});

/** [what the title says, the text, what is said of it] */
const wrong: readonly [string, string, readonly string[]][] = [
  ['an empty file', '', ['t.csv:1:1  error: the file is empty']],
  [
    'a row with too few cells',
    'a,b\n1,2\n3\n',
    [
      't.csv:3:1  error: the row has 1 cell, where the first row has 2',
      '    3',
      '    ~',
      '    hint: a cell with a comma in it is written in quotes',
    ],
  ],
  [
    'a row with too many cells',
    'a\n1,2\n',
    [
      't.csv:2:1  error: the row has 2 cells, where the first row has 1',
      '    1,2',
      '    ~',
      '    hint: a cell with a comma in it is written in quotes',
    ],
  ],
  [
    'a column that is there twice',
    'a, b, a\n1,2,3',
    [
      't.csv:1:7  error: the column "a" is there twice',
      '    a, b, a',
      '          ~',
      '    t.csv:1:1  first written here',
      '    a, b, a',
      '    ~',
    ],
  ],
  [
    'a column without a name',
    'a,,b\n1,2,3',
    [
      't.csv:1:3  error: the column has no name',
      '    a,,b',
      '      ~',
      '    hint: the first row names the fields: one name for each column',
    ],
  ],
  [
    'a column whose name would be dangerous',
    '__proto__\n1',
    ['t.csv:1:1  error: the name "__proto__" is not allowed', '    __proto__', '    ~~~~~~~~~'],
  ],
  [
    'another separator',
    'a;b\n1;2',
    [
      't.csv:1:1  error: there is one column only',
      '    a;b',
      '    ~~~',
      '    hint: columns are separated by commas',
    ],
  ],
  ['a quote that is open', 'a\n"x\n', ['t.csv:2:1  error: this quote is never closed', '    "x', '    ~']],
  [
    'text behind a quote',
    'a\n"x"y\n',
    [
      't.csv:2:4  error: expected "," after the closing quote',
      '    "x"y',
      '       ~',
      '    hint: a quote inside a quoted cell is written twice: ""',
    ],
  ],
];

for (const [title, text, expected] of wrong) {
  test(`reports ${title}`, (t) => {
    const { value, said } = parsed(text);
    t.is(value, undefined);
    t.deepEqual(said.split('\n'), expected);
  });
}

test('whatever is written into quoted cells comes out, and each cell knows its place', (t) => {
  const column = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'é', '1') });
  fc.assert(
    fc.property(fc.array(fc.tuple(column, column), { maxLength: 5 }), (rows) => {
      const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
      const text = ['x,y', ...rows.map((row) => row.map(quoted).join(' , '))].join('\r\n');
      const { value } = parsed(text);
      const places = (one: Located): string[] =>
        one.kind === 'scalar'
          ? [text.slice(one.location.offset, one.location.offset + one.location.length)]
          : childrenOf(one).flatMap(places);
      return (
        JSON.stringify(toJson(value!)) === JSON.stringify(rows.map(([x, y]) => ({ x, y }))) &&
        JSON.stringify(places(value!)) === JSON.stringify(rows.flat().map(quoted))
      );
    }),
    { seed: 1 },
  );
  t.pass();
});

test('any text gives a table or a problem', (t) => {
  const anything = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', ';', '1', '\t') });
  fc.assert(
    fc.property(anything, (text) => {
      const { value, said } = parsed(text);
      return (value === undefined) === (said !== '');
    }),
    { numRuns: 1_000, seed: 1 },
  );
  t.pass();
});
