import test from 'ava';
import { KeyedQueue } from './keyed-queue.js';
import { Slots } from './slots.js';

const signal = () => new AbortController().signal;
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Notes the order in which promises resolve. */
function note(order: string[], name: string, promise: Promise<void>): void {
  promise.then(
    () => order.push(name),
    () => order.push(`${name} aborted`),
  );
}

test('cpus are given in the order they were asked for, and never more than there are', async (t) => {
  const slots = new Slots(2);
  const order: string[] = [];
  for (const [name, cpus] of [
    ['a', 1],
    ['b', 2],
    ['c', 1],
  ] as const)
    note(order, name, slots.take(cpus, signal()));
  await settle();
  t.deepEqual(order, ['a'], 'b waits for both, and c waits behind it');
  slots.release(1);
  await settle();
  t.deepEqual(order, ['a', 'b']);
  slots.release(2);
  await settle();
  t.deepEqual(order, ['a', 'b', 'c']);
});

test('who asks for more than the machine has gets all of it; who asks for nothing need not wait', async (t) => {
  const slots = new Slots(2);
  const order: string[] = [];
  note(order, 'large', slots.take(64, signal()));
  note(order, 'light', slots.take(0, signal()));
  await settle();
  t.deepEqual(order, ['large', 'light']);
});

test('who is aborted leaves the queue to the others', async (t) => {
  const slots = new Slots(1);
  const order: string[] = [];
  const stop = new AbortController();
  note(order, 'a', slots.take(1, signal()));
  note(order, 'b', slots.take(1, stop.signal));
  note(order, 'c', slots.take(1, signal()));
  stop.abort();
  slots.release(1);
  await settle();
  t.deepEqual(order.toSorted(), ['a', 'b aborted', 'c']);
});

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
