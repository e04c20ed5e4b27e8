import { cpus, release, type as systemType } from 'node:os';
import type { Environment } from '../../cache/records/record.js';
import { watchTensorFlow } from '../../learn/runtime/tensorflow.js';

const machine = {
  node: process.version,
  platform: `${systemType()} ${release()} ${process.arch}`,
  cpu: cpus()[0]?.model ?? 'unknown',
};

/** Runs a node in this process, and notes on what. TensorFlow stays loaded from one node to the next. */
export async function inEnvironment(run: () => Promise<void>): Promise<Environment> {
  const usedTensorFlow = watchTensorFlow();
  await run();
  const tensorflow = usedTensorFlow();
  return { ...machine, ...(tensorflow && { tensorflow }) };
}
