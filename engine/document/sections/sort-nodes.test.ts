import test from 'ava';
import fc from 'fast-check';
import { sortNodes } from './sort-nodes.js';

const sort = (feeders: Record<string, string[]>) => sortNodes(new Map(Object.entries(feeders)));

test('a node comes after those that feed it, else in the order given', (t) => {
  t.deepEqual(sort({ a: [], b: [], c: ['a'] }), { order: ['a', 'b', 'c'], cycles: [] });
  t.deepEqual(sort({ a: ['c'], b: [], c: ['d', 'b'], d: [] }).order, ['d', 'b', 'c', 'a']);
});

test('a cycle is told in the direction in which its nodes feed each other', (t) => {
  t.deepEqual(sort({ a: ['c'], b: ['a'], c: ['b'] }).cycles, [['a', 'b', 'c']]);
  t.deepEqual(sort({ a: ['a'] }).cycles, [['a']]);
});

test('of cycles that share a node one is told, others each', (t) => {
  t.deepEqual(sort({ a: ['b', 'c'], b: ['a'], c: ['a'] }).cycles, [['a', 'b']]);
  t.deepEqual(sort({ a: ['b'], b: ['a'], c: ['d', 'a'], d: ['c'] }).cycles, [
    ['a', 'b'],
    ['c', 'd'],
  ]);
});

test('a node that is fed by a cycle is not on it', (t) => {
  t.deepEqual(sort({ z: ['a'], a: ['b'], b: ['a'] }).cycles, [['a', 'b']]);
});

test('a chain of 100,000 nodes does not overflow the stack', (t) => {
  const feeders = new Map(
    Array.from({ length: 100_000 }, (_, i) => [`${i}`, i === 99_999 ? [] : [`${i + 1}`]]),
  );
  t.is(sortNodes(feeders).order[0], '99999');
});

test('any graph is either sorted or has a cycle', (t) => {
  const graph = fc.array(fc.array(fc.nat(9), { maxLength: 3 }), { minLength: 10, maxLength: 10 });
  fc.assert(
    fc.property(graph, (edges) => {
      const feeders = new Map(edges.map((froms, to) => [`${to}`, froms.map(String)]));
      const { order, cycles } = sortNodes(feeders);
      for (const cycle of cycles) {
        for (const [index, node] of cycle.entries()) {
          if (!feeders.get(cycle[(index + 1) % cycle.length]!)!.includes(node)) return false;
        }
      }
      const isSorted = [...feeders].every(([to, froms]) =>
        froms.every((from) => order.indexOf(from) < order.indexOf(to)),
      );
      return order.length === 10 && isSorted === (cycles.length === 0);
    }),
  );
  t.pass();
});
