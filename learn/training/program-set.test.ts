import test from 'ava';
import { loadTensorFlow, tensorflow } from '../runtime/tensorflow.js';
import { ProgramSet } from './program-set.js';

test.before(async () => void (await loadTensorFlow()));

const initial = new Map([['w', { shape: [2], data: Float32Array.of(1, 2) }]]);
const numbers = (set: ProgramSet) => [...set.values().get('w')!.data];

test.serial('functions share the variables, and one that is added later finds their present values', (t) => {
  const tf = tensorflow();
  const set = new ProgramSet(initial);
  set.add('double', {}, (variables) => {
    const doubled = variables.read('w').mul(2);
    variables.assign('w', doubled);
    return { doubled };
  });
  tf.dispose(set.run('double', {}));
  set.add('plus', { x: [2] }, (variables, { x }) => ({ sum: variables.read('w').add(x!) }));
  const { sum } = set.run('plus', { x: tf.tensor1d([10, 20]) });
  t.deepEqual([...sum!.dataSync()], [12, 24]);
  t.deepEqual(numbers(set), [2, 4]);
  sum!.dispose();
  set.dispose();
  t.is(tf.memory().numTensors, 0);
});

test.serial('reads and changes of a variable keep the order in which they were recorded', (t) => {
  const tf = tensorflow();
  const set = new ProgramSet(initial);
  set.add('mixed', { x: [2] }, (variables, { x }) => {
    const before = variables.read('w');
    variables.assign('w', before.add(x!));
    const between = variables.read('w');
    variables.assign('w', between.mul(10));
    return { before, between, after: variables.read('w') };
  });
  for (const [start, expected] of [
    [1, { before: 1, between: 6, after: 60 }],
    [60, { before: 60, between: 65, after: 650 }],
  ] as const) {
    const results = set.run('mixed', { x: tf.tensor1d([5, 5]) });
    t.deepEqual(
      Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, tensor.dataSync()[0]])),
      expected,
      `from ${start}`,
    );
    tf.dispose(results);
  }
  set.dispose();
});

test.serial('a recording that fails leaves nothing behind, and can be tried again', (t) => {
  const tf = tensorflow();
  const set = new ProgramSet(initial);
  const shapes = { x: [2] };
  const failing = () =>
    set.add('f', shapes, (variables, { x }) => {
      tf.keep(variables.read('w').add(x!));
      throw new Error('fails on the way');
    });
  t.throws(failing, { message: 'fails on the way' });
  t.is(tf.memory().numTensors, 0);
  t.false(set.has('f'));
  set.add('f', shapes, (variables, { x }) => ({ y: variables.read('w').mul(x!) }));
  const { y } = set.run('f', { x: tf.tensor1d([3, 3]) });
  t.deepEqual([...y!.dataSync()], [3, 6]);
  y!.dispose();
  set.dispose();
});

test.serial('a call that fails frees what it was given', (t) => {
  const tf = tensorflow();
  const set = new ProgramSet(initial);
  set.add('f', { x: [2] }, (variables, { x }) => ({ y: variables.read('w').mul(x!) }));
  tf.dispose(set.run('f', { x: tf.tensor1d([1, 1]) }));
  t.throws(() => set.run('f', { x: tf.tensor1d([1, 1, 1]) }));
  t.is(tf.memory().numTensors, 0);
  t.deepEqual(numbers(set), [1, 2]);
  set.dispose();
});

test.serial('sums of several terms have the same bits in each of many calls', (t) => {
  const tf = tensorflow();
  const set = new ProgramSet(new Map());
  const shape = [64, 64];
  set.add('sum', { a: shape, b: shape, c: shape }, (_, { a, b, c }) => ({
    sum: a!.mul(b!).add(b!.mul(c!)).add(c!.mul(a!)).add(a!.sqrt()),
  }));
  const terms = ['a', 'b', 'c'].map(
    (name, seed) => [name, tf.randomUniform(shape, 0, 1, 'float32', seed)] as const,
  );
  const hashes = Array.from({ length: 50 }, () => {
    const { sum } = set.run('sum', Object.fromEntries(terms.map(([name, term]) => [name, term.clone()])));
    const bytes = Buffer.from(new Uint8Array(sum!.dataSync<'float32'>().buffer)).toString('base64');
    sum!.dispose();
    return bytes;
  });
  t.is(new Set(hashes).size, 1);
  tf.dispose(terms.map(([, term]) => term));
  set.dispose();
});
