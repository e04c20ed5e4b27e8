import test from 'ava';
import { KeyedQueue } from './keyed-queue.js';

const signal = () => new AbortController().signal;
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Notes the order in which promises resolve. */
function note(order: string[], name: string, promise: Promise<unknown>): void {
  promise.then(
    () => order.push(name),
    () => order.push(`${name} aborted`),
  );
}

test('one at a time per name, in order; other names do not wait', async (t) => {
  const queue = new KeyedQueue();
  const order: string[] = [];
  const stop = new AbortController();
  for (const name of ['a1', 'a2', 'b1']) note(order, name, queue.take(name[0]!, signal()));
  note(order, 'a3', queue.take('a', stop.signal));
  note(order, 'a4', queue.take('a', signal()));
  await settle();
  t.deepEqual(order, ['a1', 'b1']);
  stop.abort();
  queue.release('a');
  queue.release('a');
  await settle();
  t.deepEqual(order, ['a1', 'b1', 'a3 aborted', 'a2', 'a4']);
});
