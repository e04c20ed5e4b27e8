import test from 'ava';
import { scoreText } from './score-text.js';
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

test('a mean has the sample standard deviation and the median beside it, a single value no deviation', (t) => {
  const { n, mean, std, median } = summarize([9, 2, 4, 4, 4, 5, 5, 7]);
  t.deepEqual([n, mean, median], [8, 5, 4.5]);
  t.true(Math.abs(std! - Math.sqrt(32 / 7)) < 1e-12);
  t.is(summarize([1, 100, 2]).median, 2);
  t.deepEqual(summarize([3]), { n: 1, mean: 3, std: undefined, median: 3 });
  t.like(summarize([3, Number.POSITIVE_INFINITY]), { mean: Number.POSITIVE_INFINITY, std: undefined });
  t.throws(() => summarize([]), { message: /nothing to summarize/ });
});

test('shares are shown in percent, other scores as they are, with the decimals that are usual', (t) => {
  const shown = Object.entries({
    dice: 0.91234,
    'iou:Au': 1,
    pointF1: 0.5,
    psnr: 24.316,
    ssim: 0.97871,
    l1: 0.0515335,
  });
  t.deepEqual(
    shown.map(([metric, value]) => scoreText(metric, value)),
    ['91.23', '100.00', '50.00', '24.32', '0.9787', '0.05153'],
  );
  t.is(scoreText('psnr', Number.POSITIVE_INFINITY), '∞');
});
