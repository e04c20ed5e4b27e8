import { formatBytes } from '../../../report/format-bytes.js';
import type { NodeFailure } from '../task.js';
import { processTree, residentBytes } from './process-tree.js';

const lookEveryMs = 200;

/**
 * Tells, once, when a process and what it started hold more memory than they may.
 * @returns what ends the watch
 */
export function watchMemory(
  pid: number,
  limitBytes: number,
  exceeded: (failure: NodeFailure) => void,
): () => void {
  const timer = setInterval(() => {
    const usedBytes = residentBytes(processTree(pid));
    if (usedBytes <= limitBytes) return;
    clearInterval(timer);
    exceeded(outOfMemory(usedBytes, limitBytes));
  }, lookEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}

function outOfMemory(usedBytes: number, limitBytes: number): NodeFailure {
  return {
    kind: 'out-of-memory',
    message: `out of memory: it used ${formatBytes(usedBytes)}, where ${formatBytes(limitBytes)} are allowed`,
    hint: `allow the node more in the pipeline, such as "resources": { "memoryBytes": ${2 * limitBytes} }`,
  };
}
