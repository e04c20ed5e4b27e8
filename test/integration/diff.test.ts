import test from 'ava';
import type { Diff } from '../../report/diff/diff-lines.js';
import { Rig } from '../rig/rig.js';

/** base → scaled (over seed) → all. */
const pipeline = (values: { seeds?: number[]; factor?: number } = {}) => ({
  name: 'study',
  vars: { factor: values.factor ?? 1, unit: 'nm' },
  axes: { seed: values.seeds ?? [1, 2] },
  nodes: {
    base: { type: 'emit', params: { value: 30, note: '${vars.unit}' } },
    seeded: { type: 'emit', params: { value: '${seed}' } },
    scaled: { type: 'combine', inputs: { a: 'base', b: 'seeded' }, params: { factor: '${vars.factor}' } },
    all: { type: 'collect', inputs: { values: { gather: 'scaled' } } },
  },
});

async function runs(rig: Rig): Promise<string[]> {
  const listed = await rig.json<{ id: string }[]>(['status']);
  return listed.map(({ id }) => id).reverse();
}

test('two runs differ in documents, keys and results', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', pipeline());
  await rig.run(['run', 'p.json']);
  await rig.write('p.json', pipeline({ seeds: [2, 3] }));
  await rig.run(['run', 'p.json', '--set', 'factor=2']);
  const [first, second] = await runs(rig);
  const { stdout } = await rig.run(['diff', first!, second!]);
  t.is(
    stdout,
    [
      `A  ${first}`,
      `B  ${second}`,
      '',
      'documents',
      '  vars.factor 1 → 2',
      '  axes.seed.3 is new: 3',
      '  axes.seed.1 1 is gone',
      '',
      'keys: 2 instances with the same key, 2 with another, 2 only in A, 2 only in B',
      '  1 differs: params.factor 1 → 2',
      '      scaled[seed=2]',
      '  1 differs: inputs.values changed',
      '      all',
      '  2 only in A',
      '      seeded[seed=1]',
      '      scaled[seed=1]',
      '  2 only in B',
      '      seeded[seed=3]',
      '      scaled[seed=3]',
      '',
      'results: 2 the same, 2 different',
      '  different',
      '      scaled.value',
      '      all.value',
      '',
    ].join('\n'),
  );
  const diff = await rig.json<Diff>(['diff', first!, second!]);
  t.deepEqual([diff.sameKeys, diff.keys.length, diff.sameResults, diff.results.length], [2, 2, 2, 2]);
  t.like(diff.keys[0]!.differences, [{ field: 'params.factor', before: 1, after: 2 }]);
  t.not(diff.results[0]!.a!.digest, diff.results[0]!.b!.digest);
});

test('a run that found everything recorded does not differ from the one that computed it', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', pipeline());
  for (let run = 0; run < 3; run++) await rig.run(['run', 'p.json']);
  const [first, second, third] = await runs(rig);
  for (const other of [second, third]) {
    const { stdout } = await rig.run(['diff', first!, other!]);
    t.regex(
      stdout,
      /^documents: the same\n\nkeys: 6 instances with the same key\n\nresults: 6 the same, 0 different$/m,
    );
  }
});

test('a pipeline differs from itself with another variable before anything has run', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', pipeline());
  const { stdout } = await rig.run(['diff', 'p.json', '--set', 'factor=2']);
  t.regex(stdout, /^A {2}p\.json\nB {2}p\.json --set factor=2\n\ndocuments\n {2}vars\.factor 1 → 2\n/);
  t.regex(stdout, /^ {2}2 differ: params\.factor 1 → 2\n {6}scaled × 2: \[seed=1\], \[seed=2\]$/m);
  t.regex(stdout, /^ {2}1 differs: what feeds them is not known yet\n {6}all$/m);
  t.false((await rig.run(['status'])).stdout.includes('study'));
});

test('a pipeline is compared with a run of it: what would change', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', pipeline());
  await rig.run(['run', 'p.json']);
  const [run] = await runs(rig);
  await rig.write('other.json', pipeline({ factor: 3 }));
  const { keys, results } = await rig.json<Diff>(['diff', run!, 'other.json']);
  t.deepEqual(
    keys.map(({ instance, b }) => [instance, b !== undefined]),
    [
      ['scaled[seed=1]', true],
      ['scaled[seed=2]', true],
      ['all', false],
    ],
  );
  t.true(results.every(({ a, b }) => a && !b));
});

test('what is neither a pipeline nor a run is refused', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', pipeline());
  const { status, stderr } = await rig.run(['diff', 'p.json', '20200101-000000.000-abcd']);
  t.is(status, 2);
  t.regex(stderr, /there is no pipeline and no run 20200101-000000\.000-abcd/);
});

test('files that differ between two runs are named', async (t) => {
  const { mkdir } = await import('node:fs/promises');
  const rig = await Rig.make(t);
  await mkdir(rig.path('texts'));
  await rig.write('p.json', {
    name: 'files',
    nodes: { texts: { type: 'read-files', params: { path: 'texts' } } },
  });
  for (const text of ['one', 'two']) {
    await rig.write('texts/a.txt', text);
    await rig.run(['run', 'p.json']);
  }
  const [first, second] = await runs(rig);
  const { stdout } = await rig.run(['diff', first!, second!]);
  t.regex(stdout, /^ {2}1 differs: files\.path: 1 file differs: a\.txt$/m);
});
