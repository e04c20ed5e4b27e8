/** More node types for tests of what goes wrong. What they do is as small as it can be. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const json = (description) => ({ artifact: 'json', description });

/** Each state has a file of its own and one that all states of the training share. */
const grow = {
  type: 'grow',
  version: '1',
  description: 'A training that carries a file from state to state.',
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['epochs'],
    properties: {
      epochs: { type: 'integer', minimum: 1, description: 'how many' },
      seed: { type: 'integer', default: 0, description: 'where the chain begins' },
    },
  },
  inputs: { a: { ...json('anything'), optional: true } },
  outputs: { value: json('the last link'), large: json('the last link, many times') },
  trajectory: { progress: 'epochs' },
  async run({ params, lastCheckpoint, checkpoint, metric, signal, output }) {
    let epoch = lastCheckpoint?.progress ?? 0;
    let link = lastCheckpoint ? String(await lastCheckpoint.read('link')) : `seed ${params.seed}`;
    const first = lastCheckpoint ? String(await lastCheckpoint.read('first')) : link;
    while (epoch < params.epochs) {
      signal.throwIfAborted();
      epoch++;
      link = createHash('sha256').update(`${first} ${link} ${epoch}`).digest('hex');
      metric({ loss: 1 / epoch }, epoch);
      const carried = epoch > 1 ? ['first'] : [];
      await checkpoint(
        epoch,
        { link: Buffer.from(link), ...(epoch === 1 && { first: Buffer.from(first) }) },
        carried,
      );
    }
    await output('value').write('value.json', JSON.stringify(link));
    await output('large').write('value.json', JSON.stringify(link.repeat(500)));
  },
};

const chatter = {
  type: 'chatter',
  version: '1',
  description: 'Reports much.',
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['name', 'reports'],
    properties: {
      name: { type: 'string', description: 'stands in each report' },
      reports: { type: 'integer', description: 'how many of each kind' },
      waitFor: { type: 'string', description: 'a file to wait for after the first' },
    },
  },
  inputs: {},
  outputs: { value: json('the name') },
  async run({ params: { name, reports, waitFor }, signal, log, metric, progress, output }) {
    for (let n = 1; n <= reports; n++) {
      while (n === 2 && waitFor !== undefined && !existsSync(waitFor))
        await delay(250, undefined, { signal });
      log(`${name} ${n}`);
      metric({ n }, n);
      progress({ epoch: n, epochs: reports });
    }
    await output('value').write('value.json', JSON.stringify(name));
  },
};

const gather = {
  type: 'gather-pieces',
  version: '1',
  description: 'Brings two pieces into its work folder; before the second one it waits for a file.',
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['until'],
    properties: { until: { type: 'string', description: 'the file' } },
  },
  inputs: {},
  outputs: { value: json('the pieces') },
  async run({ params: { until }, signal, workFolder, output, log }) {
    const path = join(await workFolder(), 'pieces');
    if (!existsSync(path)) {
      // Whoever comes after a kill takes what is there for whole.
      await writeFile(`${path}-unfinished`, 'one');
      await rename(`${path}-unfinished`, path);
    }
    log('one');
    while (!existsSync(until)) await delay(5, undefined, { signal });
    if ((await readFile(path, 'utf8')) === 'one') await appendFile(path, ' two');
    await output('value').write('value.json', JSON.stringify(await readFile(path, 'utf8')));
  },
};

export default [grow, chatter, gather];
