import test from 'ava';
import { randomAt } from './random.js';

const draws = (n: number, draw: () => number) => Array.from({ length: n }, () => draw());

// Stored results depend on these numbers: whoever changes them changes the version of every node type that draws.
test('the streams are these numbers and no others', (t) => {
  const at = { stream: 'golden', seed: 1, epoch: 2, step: 3 };
  t.deepEqual(
    draws(4, randomAt(at).uniform),
    [0.6767600600142032, 0.5014525554142892, 0.9663424296304584, 0.6816129540093243],
  );
  const random = randomAt(at);
  t.deepEqual(
    draws(4, () => random.normal()),
    [-1.502841518239521, -0.013716326709787365, -1.0849716187507294, -2.3676720919975853],
  );
  const { integer } = randomAt(at);
  t.deepEqual(
    draws(8, () => integer(100)),
    [67, 50, 96, 68, 46, 76, 21, 22],
  );
  t.deepEqual([...randomAt(at).permutation(10)], [5, 1, 9, 0, 3, 2, 8, 7, 4, 6]);
  t.is(randomAt(at).between(-1, 1), 0.3535201200284064);
});

test('an address without epoch and step is the one at epoch 0, step 0', (t) => {
  const short = randomAt({ stream: 'golden', seed: 1 });
  t.is(short.uniform(), 0.35421201889403164);
  t.is(randomAt({ stream: 'golden', seed: 1, epoch: 0, step: 0 }).uniform(), 0.35421201889403164);
});

test('every part of an address changes the numbers', (t) => {
  const addresses = [
    { stream: 'a', seed: 1 },
    { stream: 'b', seed: 1 },
    { stream: 'a', seed: 2 },
    { stream: 'a', seed: 1, epoch: 1 },
    { stream: 'a', seed: 1, step: 1 },
  ];
  t.is(new Set(addresses.map((address) => randomAt(address).uniform())).size, addresses.length);
});

test('normal draws have mean 0 and standard deviation 1, uniform draws mean ½ and deviation 1/√12', (t) => {
  const near = (values: number[], mean: number, deviation: number) => {
    const average = values.reduce((a, b) => a + b) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length;
    t.true(Math.abs(average - mean) < 0.01);
    t.true(Math.abs(Math.sqrt(variance) - deviation) < 0.01);
  };
  const random = randomAt({ stream: 'moments', seed: 7 });
  near(
    draws(50_000, () => random.normal()),
    0,
    1,
  );
  near(draws(50_000, random.uniform), 0.5, 1 / Math.sqrt(12));
});
