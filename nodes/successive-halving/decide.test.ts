import test from 'ava';
import fc from 'fast-check';
import { decide, type Judged, keptCount } from './decide.js';

const axes = ['rate'];
const runs = (...values: (number | undefined)[]): Judged[] =>
  values.map((value, at) => ({ at: { rate: `r${at}` }, value }));
const keptOf = (judged: readonly Judged[], keep: number, best: 'highest' | 'lowest' = 'highest') =>
  decide(judged, { axes, best, keep }).flatMap(({ at, kept }) => (kept ? [at['rate']!] : []));

/** Few different values, so that there are ties; some runs have none. */
const value = fc.option(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(Number.POSITIVE_INFINITY)), {
  nil: undefined,
});
const judged = fc.array(value, { minLength: 1, maxLength: 20 }).map((values) => runs(...values));
const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });

test('a third of nine, and of less never nobody', (t) => {
  t.deepEqual(
    [9, 3, 2, 1].map((count) => keptCount(count, 0.33)),
    [3, 1, 1, 1],
  );
  t.is(keptCount(10, 0.25), 3, 'a half is rounded up');
  t.is(keptCount(9, undefined), 1);
});

test('the best go on, whichever values are better', (t) => {
  t.deepEqual(keptOf(runs(0.1, 0.9, 0.5, 0.7), 0.5), ['r1', 'r3']);
  t.deepEqual(keptOf(runs(0.1, 0.9, 0.5, 0.7), 0.5, 'lowest'), ['r0', 'r2']);
});

test('of equals those that come first go on', (t) => {
  t.deepEqual(keptOf(runs(0.5, 0.5, 0.5, 0.5), 0.5), ['r0', 'r1']);
});

test('the runs of a candidate are averaged, and one without a value makes it lose', (t) => {
  const seeds = [
    { at: { rate: 'a', seed: '1' }, value: 0.2 },
    { at: { rate: 'a', seed: '2' }, value: 0.8 },
    { at: { rate: 'b', seed: '1' }, value: 0.4 },
    { at: { rate: 'b', seed: '2' }, value: 0.5 },
    { at: { rate: 'c', seed: '1' }, value: 1 },
    { at: { rate: 'c', seed: '2' }, value: undefined },
  ];
  t.deepEqual(decide(seeds, { axes, best: 'highest', keep: 0.67 }), [
    { at: { rate: 'a' }, value: 0.5, runs: 2, rank: 1, kept: true },
    { at: { rate: 'b' }, value: 0.45, runs: 2, rank: 2, kept: true },
    { at: { rate: 'c' }, value: undefined, runs: 2, rank: 3, kept: false },
  ]);
});

test('as many go on as the share says, of those that have a value', (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(judged, share, (all, keep) => {
        const valued = all.filter((run) => run.value !== undefined).length;
        return keptOf(all, keep).length === Math.min(valued, keptCount(all.length, keep));
      }),
    ),
  );
});

test('nobody goes on before a better one, and ranks count from one', (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(
        judged,
        share,
        fc.constantFrom('highest' as const, 'lowest' as const),
        (all, keep, best) => {
          const ranked = decide(all, { axes, best, keep });
          const isBetter = (a: number, b: number) => (best === 'highest' ? a > b : a < b);
          const worst = ranked.filter(({ kept }) => kept).at(-1)?.value;
          const beaten = ranked.some(
            ({ kept, value: own }) =>
              !kept && own !== undefined && worst !== undefined && isBetter(own, worst),
          );
          return !beaten && ranked.every(({ rank }, at) => rank === at + 1) && ranked.length === all.length;
        },
      ),
    ),
  );
});

test('without ties, the order of the runs decides nothing', (t) => {
  const different = fc
    .uniqueArray(fc.double({ noNaN: true, min: -1, max: 1 }), { minLength: 1, maxLength: 12 })
    // −0 and 0 are different to fast-check, but equals here.
    .filter((values) => !values.some((each) => each === 0))
    .map((values) => runs(...values));
  const shuffled = different.chain((all) =>
    fc.tuple(
      fc.constant(all),
      fc.shuffledSubarray([...all], { minLength: all.length, maxLength: all.length }),
    ),
  );
  t.notThrows(() =>
    fc.assert(
      fc.property(shuffled, share, ([all, others], keep) => {
        const ranked = (given: readonly Judged[]) =>
          JSON.stringify(decide(given, { axes, best: 'highest', keep }));
        return ranked(all) === ranked(others);
      }),
    ),
  );
});
