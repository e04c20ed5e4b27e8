import type { Task, TaskOutcome, TaskUpdate } from './task.js';

/** Names a submitted task for its executor; plain text, so that it can be written down and adopted later. */
export type TaskHandle = string;

/** `unknown` is never taken for failed: the executor cannot tell at the moment. */
export type TaskState =
  | { readonly kind: 'queued' | 'running' | 'unknown' }
  | { readonly kind: 'ended'; readonly outcome: TaskOutcome };

export interface ExecutorListener {
  update(handle: TaskHandle, update: TaskUpdate): void;
  /** A running task gave a sign of life; one of which nothing is heard for minutes is taken for stalled. */
  alive(handle: TaskHandle): void;
  /** Something changed: poll now rather than at the next interval. */
  changed(): void;
}

export interface ExecutorCapabilities {
  readonly name: string;
  /** How many cpus' worth of tasks run at a time. */
  readonly cpus: number;
  /** How much memory there is for tasks that say how much they may hold. */
  readonly memoryBytes: number;
  /** The GPUs that tasks can be given, by the names that CUDA_VISIBLE_DEVICES knows them by. */
  readonly gpus: readonly string[];
  /** How often to poll where `changed` cannot be relied on. */
  readonly pollIntervalMs: number;
  /** Whether tasks outlive the coordinator and can be adopted by the next one. */
  readonly outlivesCoordinator: boolean;
}

/** Where tasks run. One conformance suite holds for all executors. */
export interface Executor {
  readonly capabilities: ExecutorCapabilities;
  /** Starts tasks, in the order given; handles come back in the same order. */
  submit(tasks: readonly Task[]): Promise<readonly TaskHandle[]>;
  /** The states of all tasks that are not collected yet, in one query; a state `ended` is given once. */
  poll(): Promise<ReadonlyMap<TaskHandle, TaskState>>;
  /** `stop` lets a task save its state and end; `kill` ends it now. Unknown handles are ignored. */
  cancel(handle: TaskHandle, how: 'stop' | 'kill'): Promise<void>;
  /** Takes over tasks of an earlier coordinator; returns those that still live or have a result. */
  adopt(handles: readonly TaskHandle[]): Promise<readonly TaskHandle[]>;
  /** Ends all workers and frees what the executor holds. */
  close(): Promise<void>;
}
