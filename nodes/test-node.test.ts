import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test from 'ava';
import { defineNode } from './define-node.js';
import { artifactFromFiles, completeParams, inputFiles, testNode } from './test-node.js';

const params = {
  type: 'object',
  additionalProperties: false,
  properties: {
    text: { type: 'string', default: 'hello' },
    folder: { type: 'string' },
    epochs: { type: 'integer', default: 2 },
  },
} as const;
const inputs = {
  first: { artifact: 'json', optional: true, description: 'A value.' },
  all: { artifact: 'json', optional: true, gather: true, description: 'Values.' },
} as const;
const outputs = {
  value: { artifact: 'json', description: 'A value.' },
  extra: { artifact: 'json', description: 'Another.' },
} as const;

/** A node that uses all of its context. */
const everything = defineNode<typeof params, typeof inputs, typeof outputs>({
  type: 'everything',
  description: 'For these tests.',
  params,
  inputs,
  outputs,
  files: { folder: { kind: 'folder', extensions: ['.txt'] } },
  trajectory: { progress: 'epochs' },
  produces: () => ['value'],
  check: ({ text }) => (text === 'bad' ? [{ path: ['text'], message: 'that is bad' }] : []),
  async run({ params, inputs, files, log, warn, metric, checkpoint, lastCheckpoint, random, output }) {
    log('started');
    warn('careful');
    for (let epoch = (lastCheckpoint?.progress ?? 0) + 1; epoch <= params.epochs; epoch++) {
      metric({ loss: 1 / epoch }, epoch);
      await checkpoint(epoch, { state: Buffer.from([epoch]) });
    }
    const value = {
      text: params.text,
      first: await inputs.first?.json('value.json'),
      files: (files['folder'] ?? []).map((file) => file.name),
      random: random('stream', 1).uniform(),
    };
    await output('value').write('value.json', JSON.stringify(value));
  },
});

test('defaults are filled in, files are found, and what the node says is kept', async (t) => {
  const held = await artifactFromFiles('json', { 'a.txt': 'x', 'sub/b.TXT': 'y', 'c.png': 'z' });
  const folder = dirname(held.path('a.txt'));
  const result = await testNode(everything, { params: { folder } });
  t.deepEqual(Object.keys(result.outputs), ['value']);
  t.like(await result.outputs.value.json('value.json'), { text: 'hello', files: ['a.txt', 'sub/b.TXT'] });
  t.deepEqual(result.logs, [
    { level: 'log', message: 'started' },
    { level: 'warn', message: 'careful' },
  ]);
  t.deepEqual(result.metrics, [
    { epoch: 1, values: { loss: 1 } },
    { epoch: 2, values: { loss: 0.5 } },
  ]);
});

test('a checkpoint can be gone on from', async (t) => {
  const { checkpoints } = await testNode(everything);
  const [first] = checkpoints;
  t.deepEqual(await first!.read('state'), Buffer.from([1]));
  await t.throwsAsync(first!.read('other'), { message: /no file other/ });
  const resumed = await testNode(everything, { lastCheckpoint: first! });
  t.deepEqual(
    resumed.checkpoints.map(({ progress }) => progress),
    [2],
  );
});

test('an output is the next input, and equal runs give equal digests', async (t) => {
  const { outputs } = await testNode(everything);
  const again = await testNode(everything);
  t.is(again.outputs.value.digest, outputs.value.digest);
  const next = await testNode(everything, { inputs: { first: outputs.value } });
  t.like(await next.outputs.value.json('value.json'), { first: { text: 'hello' } });
  t.not(next.outputs.value.digest, outputs.value.digest);
});

test('what does not fit the definition is refused', async (t) => {
  const artifact = await artifactFromFiles('json', { 'value.json': '1' });
  await t.throwsAsync(testNode(everything, { params: { text: 1, epochs: 'x' } }), {
    message: 'params/text must be string\nparams/epochs must be integer',
  });
  await t.throwsAsync(testNode(everything, { params: { text: 'bad' } }), { message: 'that is bad' });
  await t.throwsAsync(testNode(everything, { inputs: { second: artifact } }), { message: /no input second/ });
  await t.throwsAsync(testNode(everything, { inputs: { all: artifact } }), { message: /takes a list/ });
  const required = {
    ...everything,
    inputs: { first: { artifact: 'json', description: 'A value.' } },
  } as const;
  await t.throwsAsync(testNode(required), { message: 'the input first is missing' });
});

test('a node that writes what it may not, or does not write what it must, is caught', async (t) => {
  const silent = { ...everything, run: async () => {} };
  await t.throwsAsync(testNode(silent), { message: 'everything wrote nothing to value' });
  const { trajectory, ...withoutTrajectory } = everything;
  t.deepEqual(trajectory, { progress: 'epochs' });
  await t.throwsAsync(testNode(withoutTrajectory), { message: /declares no trajectory/ });
  const overflowing: typeof everything = {
    ...everything,
    run: async ({ output }) => output('extra').write('value.json', '1'),
  };
  await t.throwsAsync(testNode(overflowing), { message: /has no output extra/ });
});

test('params are completed without changing what was given', (t) => {
  const given = { text: 'a' };
  t.deepEqual(completeParams(everything, given), { text: 'a', epochs: 2 });
  t.deepEqual(given, { text: 'a' });
});

test('a param may name a single file', async (t) => {
  const held = await artifactFromFiles('json', { 'a.txt': 'x' });
  const path = join(dirname(held.path('a.txt')), 'b.txt');
  await writeFile(path, 'x');
  const files = await inputFiles(path, { kind: 'file', extensions: ['.txt'] });
  t.deepEqual(
    files.map(({ name }) => name),
    ['b.txt'],
  );
});
