import test from 'ava';
import { KeyedQueue } from './keyed-queue.js';
import { Slots } from './slots.js';

const signal = () => new AbortController().signal;
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Notes the order in which promises resolve. */
function note(order: string[], name: string, promise: Promise<unknown>): void {
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
    note(order, name, slots.take({ cpus, gpu: false }, signal()));
  await settle();
  t.deepEqual(order, ['a'], 'b waits for both, and c waits behind it');
  slots.release({ cpus: 1, gpu: undefined });
  await settle();
  t.deepEqual(order, ['a', 'b']);
  slots.release({ cpus: 2, gpu: undefined });
  await settle();
  t.deepEqual(order, ['a', 'b', 'c']);
});

test('who asks for more than the machine has gets all of it; who asks for nothing need not wait', async (t) => {
  const slots = new Slots(2);
  const order: string[] = [];
  const large = slots.take({ cpus: 64, gpu: false }, signal());
  note(order, 'large', large);
  note(order, 'light', slots.take({ cpus: 0, gpu: false }, signal()));
  await settle();
  t.deepEqual(order, ['large', 'light']);
  t.deepEqual(await large, { cpus: 2, gpu: undefined });
});

test('a GPU is given to one at a time, and who waits for one holds up nobody else', async (t) => {
  const slots = new Slots(4, ['a', 'b']);
  const order: string[] = [];
  const taken = await Promise.all([1, 2].map(() => slots.take({ cpus: 1, gpu: true }, signal())));
  t.deepEqual(
    taken.map(({ gpu }) => gpu),
    ['a', 'b'],
  );
  const third = slots.take({ cpus: 1, gpu: true }, signal());
  note(order, 'third', third);
  note(order, 'cpu', slots.take({ cpus: 1, gpu: false }, signal()));
  await settle();
  t.deepEqual(order, ['cpu']);
  slots.release(taken[1]!);
  t.deepEqual(await third, { cpus: 1, gpu: 'b' });
});

test('without GPUs, who asks for one gets cpus alone', async (t) => {
  const slots = new Slots(2);
  t.deepEqual(await slots.take({ cpus: 1, gpu: true }, signal()), { cpus: 1, gpu: undefined });
});

test('who is aborted leaves the queue to the others', async (t) => {
  const slots = new Slots(1);
  const order: string[] = [];
  const stop = new AbortController();
  const needs = { cpus: 1, gpu: false };
  note(order, 'a', slots.take(needs, signal()));
  note(order, 'b', slots.take(needs, stop.signal));
  note(order, 'c', slots.take(needs, signal()));
  stop.abort();
  slots.release({ cpus: 1, gpu: undefined });
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
