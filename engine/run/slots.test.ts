import test from 'ava';
import fc from 'fast-check';
import { type Amounts, type Place, Slots } from './slots.js';

const signal = () => new AbortController().signal;
const settle = () => new Promise((resolve) => setImmediate(resolve));
const needs = (some: Partial<Amounts>): Amounts => ({
  gpus: 0,
  limits: {},
  memoryBytes: 0,
  cpus: 1,
  ...some,
});
const machine = { cpus: 4, memoryBytes: 100, limits: { download: 1 } };

/** Asks for places by name, and tells who has one. */
function asking(slots: Slots) {
  const places = new Map<string, Place>();
  return {
    async ask(name: string, some: Partial<Amounts>, stop: AbortSignal = signal()) {
      slots.take(needs(some), stop).then(
        (place) => places.set(name, place),
        () => {},
      );
      await settle();
    },
    async giveBack(name: string) {
      slots.release(places.get(name)!);
      places.delete(name);
      await settle();
    },
    who: () => [...places.keys()].join(' '),
    gpuOf: (name: string) => places.get(name)?.gpu,
  };
}

test('cpus are given in the order they were asked for, and never more than there are', async (t) => {
  const { ask, giveBack, who } = asking(new Slots({ ...machine, cpus: 2 }));
  await ask('a', { cpus: 1 });
  await ask('b', { cpus: 2 });
  await ask('c', { cpus: 1 });
  t.is(who(), 'a', 'b waits for both, and c waits behind it');
  await giveBack('a');
  t.is(who(), 'b');
  await giveBack('b');
  t.is(who(), 'c');
});

test('who asks for more than there is gets all of it; who asks for nothing need not wait', async (t) => {
  const { ask, giveBack, who } = asking(new Slots(machine));
  await ask('large', { cpus: 64, memoryBytes: 1e12, limits: { download: 9, unheard: 3 } });
  await ask('next', { cpus: 1 });
  await ask('nothing', { cpus: 0 });
  t.is(who(), 'large nothing');
  await giveBack('large');
  t.is(who(), 'nothing next');
});

test('a GPU is given to one at a time, and who waits for one holds up nobody else', async (t) => {
  const { ask, giveBack, who, gpuOf } = asking(new Slots(machine, ['a', 'b']));
  for (const name of ['first', 'second', 'third']) await ask(name, { gpus: 1, memoryBytes: 10 });
  await ask('cpus only', { cpus: 2, memoryBytes: 80 });
  t.is(who(), 'first second cpus only');
  t.deepEqual([gpuOf('first'), gpuOf('second'), gpuOf('cpus only')], ['a', 'b', undefined]);
  await giveBack('cpus only');
  await giveBack('second');
  t.is(gpuOf('third'), 'b');
});

test('without GPUs, who asks for one gets the rest alone', async (t) => {
  const { ask, who, gpuOf } = asking(new Slots(machine));
  await ask('a', { gpus: 1 });
  await ask('b', { gpus: 1 });
  t.is(who(), 'a b');
  t.is(gpuOf('a'), undefined);
});

test('a named limit lets so many through at a time, and holds up nobody else', async (t) => {
  const { ask, giveBack, who } = asking(new Slots(machine));
  await ask('a', { limits: { download: 1 } });
  await ask('b', { limits: { download: 1 } });
  await ask('c', { cpus: 3 });
  t.is(who(), 'a c');
  await giveBack('a');
  t.is(who(), 'c b');
});

test('memory is kept for who waits for it, while cpus go to those who need none', async (t) => {
  const { ask, giveBack, who } = asking(new Slots(machine));
  await ask('a', { memoryBytes: 60 });
  await ask('large', { memoryBytes: 90 });
  await ask('small', { memoryBytes: 10 });
  await ask('free', {});
  t.is(who(), 'a free');
  await giveBack('a');
  t.is(who(), 'free large small');
});

test('who is aborted leaves the queue to the others, also to those it held up', async (t) => {
  const { ask, giveBack, who } = asking(new Slots(machine));
  const stop = new AbortController();
  await ask('a', { cpus: 1 });
  await ask('all', { cpus: 4 }, stop.signal);
  await ask('b', { cpus: 1 });
  t.is(who(), 'a');
  stop.abort();
  await settle();
  t.is(who(), 'a b');
  await giveBack('b');
  await ask('c', { cpus: 3 });
  t.is(who(), 'a c');
});

const anyNeeds = fc.record({
  gpus: fc.integer({ min: 0, max: 1 }),
  cpus: fc.integer({ min: 0, max: 6 }),
  memoryBytes: fc.constantFrom(0, 0, 30, 60, 100, 200),
  limits: fc.constantFrom({}, {}, { download: 1 }, { licence: 2 }, { download: 1, licence: 1 }),
});

test('nobody starves: in an endless stream of others, each is served, and never more is given than there is', async (t) => {
  await fc.assert(
    fc.asyncProperty(anyNeeds, fc.array(anyNeeds, { minLength: 1, maxLength: 6 }), async (mine, others) => {
      const total = { cpus: 4, memoryBytes: 100, limits: { download: 1, licence: 2 } };
      const slots = new Slots(total, ['g']);
      const held: Place[] = [];
      let isServed = false;
      let asked = 0;
      const askForAnother = () => {
        void slots.take(others[asked++ % others.length]!, signal()).then((place) => held.push(place));
      };
      for (let n = 0; n < 8; n++) askForAnother();
      void slots.take(mine, signal()).then(() => {
        isServed = true;
      });
      for (let round = 0; round < 60 && !isServed; round++) {
        askForAnother();
        await settle();
        const used = (name: string) => held.reduce((sum, { amounts }) => sum + (amounts.get(name) ?? 0), 0);
        t.true(used('cpus') <= 4 && used('memory') <= 100 && used('gpus') <= 1 && used('limit licence') <= 2);
        // One ends, and another comes at once.
        const place = held.shift();
        if (place) slots.release(place);
      }
      t.true(isServed);
    }),
    { seed: 6, numRuns: 200 },
  );
});
