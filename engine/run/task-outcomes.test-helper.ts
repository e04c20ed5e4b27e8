import type { NodeFailure, TaskOutcome } from '../executors/task.js';

/** An attempt that went well, and gave nothing. */
export const succeeded: TaskOutcome = {
  kind: 'succeeded',
  outputs: {},
  contents: new Map(),
  durationMs: 1,
  peakMemoryBytes: 1,
  environment: { node: 'v20', platform: 'test', cpu: 'test' },
};

/** An attempt that failed in this way. */
export const failed = (kind: NodeFailure['kind']): TaskOutcome => ({
  kind: 'failed',
  failure: { kind, message: kind },
});
