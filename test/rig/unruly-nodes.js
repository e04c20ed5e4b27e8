/**
 * Node types for tests that take too much memory or time, or fall silent. Each execution appends the word `unruly` and
 * how to the file in SCRIPT_LOG.
 */
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const forAWhile = () => delay(600_000);
const held = [];

/** Fills memory in steps, as a program does that reads more and more. */
async function allocate(bytes) {
  for (let sum = 0; sum < bytes; sum += 10_000_000) {
    held.push(Buffer.alloc(10_000_000, 1));
    await delay(1);
  }
}

const ways = {
  /** Holds the memory itself. */
  async allocate({ bytes }) {
    await allocate(bytes);
    if (bytes > 200_000_000) await forAWhile();
  },
  /** Lets another process hold it, which says so and stays. */
  async 'allocate in a child'({ bytes }) {
    const code = `const held = Buffer.alloc(${bytes}, 1); setInterval(() => held, 1e6)`;
    const child = spawn(process.execPath, ['-e', code], { stdio: 'ignore' });
    appendFileSync(process.env.SCRIPT_LOG, `child ${child.pid}\n`);
    await forAWhile();
  },
  /** Does nothing, and does not hear that it should stop. */
  hang: forAWhile,
  /** Never lets its event loop turn. */
  async spin() {
    for (;;);
  },
  /** Is suspended, as by SIGSTOP from outside. */
  async suspend() {
    process.kill(process.pid, 'SIGSTOP');
    await forAWhile();
  },
};

export default {
  type: 'unruly',
  version: '1',
  description: 'Misbehaves in the way asked for; only once, where a file is named that says that it did.',
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['how'],
    properties: {
      how: { enum: Object.keys(ways), description: 'how' },
      bytes: { type: 'integer', default: 0, description: 'how much memory' },
      once: { type: 'string', description: 'a file' },
    },
  },
  inputs: {},
  outputs: { value: { artifact: 'json', description: 'the word done' } },
  resources: { memoryBytes: ({ bytes }) => bytes + 200_000_000 },
  async run({ params, output }) {
    appendFileSync(process.env.SCRIPT_LOG, `unruly ${params.how}\n`);
    if (params.once === undefined || !existsSync(params.once)) {
      if (params.once !== undefined) writeFileSync(params.once, '');
      await ways[params.how](params);
    }
    await output('value').write('value.json', '"done"');
  },
};
