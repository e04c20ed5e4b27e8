/** Times training steps: one request a line on standard input, as JSON; one answer a line on standard output. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { loadTensorFlow } from '../../learn/runtime/tensorflow.js';
import { programOf } from '../../learn/testing/parity/parity-case.test-helper.js';
import { testBatch } from '../../learn/testing/random-values.test-helper.js';
import type { ExampleBatch } from '../../learn/training/image-batch.js';
import { newTrainer } from '../../learn/training/new-trainer.js';
import type { Trainer } from '../../learn/training/trainer.js';
import type { Answer, Request } from './timing.js';

await loadTensorFlow();
let current: { readonly name: string; readonly trainer: Trainer; readonly batch: ExampleBatch } | undefined;

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as Request;
  const started = begin(request);
  timed(request.warmUpSteps);
  const answer: Answer = { stepMs: timed(request.steps), peakBytes: peakBytes(), ...started };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

/** Prepares the training, unless the last request had the same one. */
function begin({ name, networks, side, batch }: Request): { readonly firstStepMs?: number } {
  if (current?.name === name) return {};
  current?.trainer.dispose();
  // Forgets the largest size so far.
  writeFileSync('/proc/self/clear_refs', '5');
  const startedAt = performance.now();
  const program = programOf({
    name,
    networks,
    side,
    count: batch,
    steps: 0,
    learningRate: 2e-4,
    beta1: 0.9,
  });
  const trainer = newTrainer(program, [{ kind: 'step', input: [batch, side, side] }]);
  current = { name, trainer, batch: testBatch(batch, side) };
  timed(1);
  return { firstStepMs: performance.now() - startedAt };
}

/** Milliseconds of each of `count` steps. */
function timed(count: number): number[] {
  return Array.from({ length: count }, () => {
    const startedAt = performance.now();
    current!.trainer.step(current!.batch, 2e-4);
    return performance.now() - startedAt;
  });
}

/** Largest resident set of this process since it was forgotten. */
function peakBytes(): number {
  const [, kibibytes] = /^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))!;
  return 1024 * Number(kibibytes);
}
