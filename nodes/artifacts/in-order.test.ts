import { setImmediate } from 'node:timers/promises';
import test from 'ava';
import fc from 'fast-check';
import { inOrder } from './in-order.js';

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

test('results come in the order of their items, however long each takes and however many run', async (t) => {
  const durations = fc.array(fc.nat(5), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(durations, fc.integer({ min: 1, max: 5 }), async (turns, atMost) => {
      let underWay = 0;
      const results = inOrder(turns, atMost, async (duration, place) => {
        underWay += 1;
        t.true(underWay <= atMost);
        for (let turn = 0; turn < duration; turn++) await setImmediate();
        underWay -= 1;
        return place;
      });
      t.deepEqual(
        await all(results),
        turns.map((_, place) => place),
      );
    }),
    { numRuns: 50 },
  );
});

test('nothing is begun that nobody asks for, and nothing goes on when nobody asks any more', async (t) => {
  const begun: number[] = [];
  let ended = 0;
  const results = inOrder([0, 1, 2, 3, 4, 5], 3, async (item) => {
    begun.push(item);
    await setImmediate();
    ended += 1;
    return item;
  });
  t.deepEqual(begun, []);
  t.deepEqual(await results.next(), { value: 0, done: false });
  t.deepEqual(begun, [0, 1, 2]);
  await results.return();
  t.is(ended, 3);
  t.deepEqual(begun, [0, 1, 2]);
});
