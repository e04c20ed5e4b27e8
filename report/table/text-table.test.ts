import test from 'ava';
import { summarize } from './summary.js';
import { toCsv, toMarkdown } from './text-table.js';

test('CSV quotes what needs it and ends lines as RFC 4180 says', (t) => {
  const table = {
    header: ['model', 'a "b"'],
    rows: [
      ['U-Net, 2/44', '1.5'],
      ['two\nlines', '–'],
    ],
    labelColumns: 1,
  };
  t.is(toCsv(table), 'model,"a ""b"""\r\n"U-Net, 2/44",1.5\r\n"two\nlines",–\r\n');
});

test('Markdown is aligned, and cells cannot break the table', (t) => {
  const table = {
    header: ['model', '5'],
    rows: [
      ['a|b', '90.12 ± 0.30'],
      ['two\nlines', '–'],
    ],
    labelColumns: 1,
  };
  t.is(
    toMarkdown(table),
    [
      '| model     |            5 |',
      '| --------- | -----------: |',
      '| a\\|b      | 90.12 ± 0.30 |',
      '| two lines |            – |',
      '',
    ].join('\n'),
  );
});

test('a mean has the sample standard deviation beside it, a single value none', (t) => {
  const { n, mean, std } = summarize([2, 4, 4, 4, 5, 5, 7, 9]);
  t.is(n, 8);
  t.is(mean, 5);
  t.true(Math.abs(std! - Math.sqrt(32 / 7)) < 1e-12);
  t.deepEqual(summarize([3]), { n: 1, mean: 3, std: undefined });
  t.throws(() => summarize([]), { message: /nothing to summarize/ });
});
