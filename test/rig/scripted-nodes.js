/**
 * Node types for tests: small, fast, and visible from outside. Each execution appends the node's name to the file
 * in SCRIPT_LOG, so that a test can count what really ran.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const json = (description) => ({ artifact: 'json', description });
const name = { type: 'string', description: 'what is written to the log' };

function log(line) {
  if (process.env.SCRIPT_LOG) appendFileSync(process.env.SCRIPT_LOG, `${line}\n`);
}

/** Waits until a file is there, so that a test decides when the node goes on. */
async function waitForFile(path, signal) {
  while (!existsSync(path)) {
    if (signal.aborted) throw signal.reason;
    await delay(5);
  }
}

const emit = {
  type: 'emit',
  version: '1',
  description: 'Gives a value.',
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['value'],
    properties: {
      name,
      value: { description: 'what comes out' },
      waitFor: { type: 'string', description: 'a file to wait for' },
      note: { type: 'string', description: 'changes the key, not the result' },
    },
  },
  inputs: {},
  outputs: { value: json('the value') },
  async run({ params, output, signal }) {
    log(`emit ${params.name ?? ''}`.trim());
    if (params.waitFor !== undefined) await waitForFile(params.waitFor, signal);
    await output('value').write('value.json', JSON.stringify(params.value));
  },
};

const combine = {
  type: 'combine',
  version: '1',
  description: 'Lists what comes in.',
  params: {
    type: 'object',
    additionalProperties: false,
    properties: { name, factor: { type: 'number', default: 1, description: 'multiplies numbers' } },
  },
  inputs: {
    a: { ...json('a value') },
    b: { ...json('another'), optional: true },
  },
  outputs: { value: json('the list') },
  async run({ params, inputs, output }) {
    log(`combine ${params.name ?? ''}`.trim());
    const values = [];
    for (const input of [inputs.a, inputs.b]) if (input) values.push(await input.json('value.json'));
    const scaled = values.map((value) => (typeof value === 'number' ? value * params.factor : value));
    await output('value').write('value.json', JSON.stringify(scaled));
  },
};

const collect = {
  type: 'collect',
  version: '1',
  description: 'Collects values with their points.',
  params: { type: 'object', additionalProperties: false, properties: { name } },
  inputs: { values: { ...json('values'), gather: true } },
  outputs: { value: json('point and value of each') },
  light: true,
  async run({ inputs, output }) {
    log('collect');
    const all = [];
    for (const input of inputs.values) all.push({ at: input.at, value: await input.json('value.json') });
    await output('value').write('value.json', JSON.stringify(all));
  },
};

const readFiles = {
  type: 'read-files',
  version: '1',
  description: 'Joins the text files of a folder.',
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['path'],
    properties: { path: { type: 'string', description: 'the folder' } },
  },
  inputs: {},
  outputs: { value: json('the texts, trimmed') },
  files: { path: { kind: 'folder', extensions: ['.txt'] } },
  async run({ files, output }) {
    log('read-files');
    const { readFile } = await import('node:fs/promises');
    const texts = await Promise.all(
      files.path.map(async ({ path }) => (await readFile(path, 'utf8')).trim()),
    );
    await output('value').write('value.json', JSON.stringify(texts));
  },
};

const fail = {
  type: 'fail',
  version: '1',
  description: 'Fails in the way asked for; goes well once the file `until` is there.',
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['how'],
    properties: {
      how: { enum: ['bad-input', 'retryable', 'throw', 'crash'], description: 'how it fails' },
      until: { type: 'string', description: 'a file' },
    },
  },
  inputs: { a: { ...json('anything'), optional: true } },
  outputs: { value: json('the word done') },
  async run({ params, output }) {
    log('fail');
    if (params.until === undefined || !existsSync(params.until)) {
      const { NodeError } = await import('../../dist/nodes/define-node.js');
      if (params.how === 'crash') process.kill(process.pid, 'SIGKILL');
      if (params.how === 'throw') throw new TypeError('something unexpected');
      throw new NodeError(params.how, `failed as asked: ${params.how}`, 'do not ask');
    }
    await output('value').write('value.json', '"done"');
  },
};

const train = {
  type: 'train',
  version: '1',
  description: 'A training in miniature: a chain of hashes, one per epoch, saved after each.',
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['epochs'],
    properties: {
      epochs: { type: 'integer', minimum: 1, description: 'how many' },
      seed: { type: 'integer', default: 0, description: 'where the chain begins' },
      epochMs: { type: 'integer', default: 0, description: 'how long an epoch takes, in milliseconds' },
      waitFor: { type: 'object', description: 'epoch → file to wait for before it' },
    },
  },
  inputs: { a: { ...json('anything'), optional: true } },
  outputs: { value: json('the last link') },
  trajectory: { progress: 'epochs' },
  async run({ params, lastCheckpoint, checkpoint, metric, signal, output }) {
    let epoch = lastCheckpoint?.progress ?? 0;
    let link = lastCheckpoint ? String(await lastCheckpoint.read('link')) : `seed ${params.seed}`;
    while (epoch < params.epochs) {
      if (signal.aborted) throw signal.reason;
      epoch++;
      const gate = params.waitFor?.[epoch];
      if (gate !== undefined) await waitForFile(gate, signal);
      if (params.epochMs > 0) await delay(params.epochMs);
      log(`epoch ${epoch}`);
      link = createHash('sha256').update(`${link} ${epoch}`).digest('hex');
      metric({ loss: 1 / epoch }, epoch);
      await checkpoint(epoch, { link: Buffer.from(link) });
    }
    await output('value').write('value.json', JSON.stringify(link));
  },
};

const score = {
  type: 'score',
  version: '1',
  description: 'Scores a training as it is told: by epoch its dice, or "fail".',
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['name', 'epoch', 'dice'],
    properties: {
      name,
      epoch: { type: 'integer', description: 'how far the training came' },
      dice: { type: 'object', description: 'epoch → value' },
    },
  },
  inputs: { a: { ...json('a training'), optional: true } },
  outputs: { scores: { artifact: 'scores', description: 'one epoch, one value' } },
  async run({ params: { name, epoch, dice }, output }) {
    log(`score ${name} ${epoch}`);
    const { NodeError } = await import('../../dist/nodes/define-node.js');
    if (dice[epoch] === 'fail') throw new NodeError('bad-input', 'failed as asked');
    const scores = output('scores');
    await scores.write('scores.jsonl', '');
    await scores.write(
      'means.jsonl',
      `${JSON.stringify({ epoch, bestEpoch: epoch, images: 1, dice: dice[epoch] })}\n`,
    );
    await scores.write('baselines.jsonl', '');
  },
};

const seen = {
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['name'],
    properties: { name, waitFor: { type: 'string', description: 'a file to wait for' } },
  },
  inputs: {},
  outputs: { value: json('GPU and threads') },
  async run({ params, output, signal }) {
    const { CUDA_VISIBLE_DEVICES: gpu, TF_NUM_INTRAOP_THREADS: threads } = process.env;
    log(`begin ${params.name} on GPU ${gpu}`);
    if (params.waitFor !== undefined) await waitForFile(params.waitFor, signal);
    log(`end ${params.name} on GPU ${gpu}`);
    await output('value').write('value.json', JSON.stringify({ gpu, threads }));
  },
};

const seeDevices = {
  ...seen,
  type: 'see-devices',
  version: '1',
  description: 'Computes as a training does, on a GPU where there is one; tells what it sees.',
  resources: { cpus: 1, gpus: 1 },
};

const seeCpu = {
  ...seen,
  type: 'see-cpu',
  version: '1',
  description: 'Wants no GPU; tells what it sees.',
};

export default [emit, combine, collect, readFiles, fail, train, score, seeDevices, seeCpu];
