import type { Executor, ExecutorCapabilities, ExecutorListener, TaskHandle } from '../executors/executor.js';
import type { Task, TaskOutcome, TaskUpdate } from '../executors/task.js';
import { TaskWatch } from './task-watch.js';

/** How often it is looked at who has had his time. */
const watchEveryMs = 250;
/** When more time than this went by between two looks, this process stood still, and no worker was to blame. */
const longestStepMs = 10_000;

interface Pending {
  readonly onUpdate: (update: TaskUpdate) => void;
  readonly resolve: (outcome: TaskOutcome) => void;
  readonly watch: TaskWatch;
}

/** Turns an executor's submit-and-poll into one promise per task, and ends tasks that have had their time. */
export class TaskRunner implements ExecutorListener {
  readonly #executor: Executor;
  readonly #stallTimeoutMs: number;
  readonly #pending = new Map<TaskHandle, Pending>();
  #timers: readonly NodeJS.Timeout[] = [];
  #watchedAtMs = 0;
  #polling = Promise.resolve();

  constructor(makeExecutor: (listener: ExecutorListener) => Executor, stallTimeoutMs: number) {
    this.#executor = makeExecutor(this);
    this.#stallTimeoutMs = stallTimeoutMs;
  }

  get capabilities(): ExecutorCapabilities {
    return this.#executor.capabilities;
  }

  /**
   * Resolves with how the task ended; one that had to be ended failed with `timeout` or `stalled`. `signal` asks it to
   * save its state and stop.
   */
  async run(task: Task, signal: AbortSignal, onUpdate: (update: TaskUpdate) => void): Promise<TaskOutcome> {
    if (this.#timers.length === 0) this.#startTimers();
    const [handle] = await this.#executor.submit([task]);
    if (handle === undefined) throw new Error('bug: no handle for a submitted task');
    const watch = new TaskWatch({ timeoutMs: task.timeoutMs, stallTimeoutMs: this.#stallTimeoutMs });
    const outcome = await new Promise<TaskOutcome>((resolve) => {
      this.#pending.set(handle, { onUpdate, resolve, watch });
      const stop = () => void this.#executor.cancel(handle, 'stop');
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    });
    // It may have finished all the same, or have been asked to stop by the run as well.
    const isEndedByWatch = watch.failure && outcome.kind !== 'succeeded' && !signal.aborted;
    return isEndedByWatch ? { kind: 'failed', failure: watch.failure } : outcome;
  }

  update(handle: TaskHandle, update: TaskUpdate): void {
    this.alive(handle);
    this.#pending.get(handle)?.onUpdate(update);
  }

  alive(handle: TaskHandle): void {
    this.#pending.get(handle)?.watch.heard();
  }

  /** Polls once after whatever poll is under way. */
  changed(): void {
    this.#polling = this.#polling.then(() => this.#poll());
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#executor.close();
  }

  #startTimers(): void {
    this.#watchedAtMs = performance.now();
    this.#timers = [
      setInterval(() => this.changed(), this.#executor.capabilities.pollIntervalMs),
      setInterval(() => this.#watch(), watchEveryMs),
    ];
    for (const timer of this.#timers) timer.unref();
  }

  #watch(): void {
    const now = performance.now();
    const elapsedMs = Math.min(now - this.#watchedAtMs, longestStepMs);
    this.#watchedAtMs = now;
    for (const [handle, { watch }] of this.#pending) {
      const how = watch.pass(elapsedMs);
      if (how) void this.#executor.cancel(handle, how);
    }
  }

  async #poll(): Promise<void> {
    for (const [handle, state] of await this.#executor.poll()) {
      if (state.kind !== 'ended') continue;
      this.#pending.get(handle)?.resolve(state.outcome);
      this.#pending.delete(handle);
    }
  }
}
