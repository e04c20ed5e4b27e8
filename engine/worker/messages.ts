import type { Task, TaskOutcome, TaskUpdate } from '../executors/task.js';

/** From the coordinator to a worker process. */
export type ToWorker = { readonly kind: 'run'; readonly task: Task } | { readonly kind: 'stop' };

/** From a worker process to the coordinator. */
export type FromWorker =
  | { readonly kind: 'alive' }
  | { readonly kind: 'update'; readonly update: TaskUpdate }
  | { readonly kind: 'ended'; readonly outcome: TaskOutcome; readonly memoryBytes: number };
