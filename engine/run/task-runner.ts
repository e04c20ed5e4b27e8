import type { Executor, ExecutorListener, TaskHandle } from '../executors/executor.js';
import type { Task, TaskOutcome, TaskUpdate } from '../executors/task.js';

interface Pending {
  readonly onUpdate: (update: TaskUpdate) => void;
  readonly resolve: (outcome: TaskOutcome) => void;
}

/** Turns an executor's submit-and-poll into one promise per task. */
export class TaskRunner implements ExecutorListener {
  readonly #executor: Executor;
  readonly #pending = new Map<TaskHandle, Pending>();
  readonly #timer: NodeJS.Timeout;
  #polling = Promise.resolve();

  constructor(makeExecutor: (listener: ExecutorListener) => Executor) {
    this.#executor = makeExecutor(this);
    this.#timer = setInterval(() => this.changed(), this.#executor.capabilities.pollIntervalMs);
    this.#timer.unref();
  }

  get cpus(): number {
    return this.#executor.capabilities.cpus;
  }

  get gpus(): readonly string[] {
    return this.#executor.capabilities.gpus;
  }

  /** Resolves with how the task ended. `signal` asks it to save its state and stop. */
  async run(task: Task, signal: AbortSignal, onUpdate: (update: TaskUpdate) => void): Promise<TaskOutcome> {
    const [handle] = await this.#executor.submit([task]);
    if (handle === undefined) throw new Error('bug: no handle for a submitted task');
    return new Promise((resolve) => {
      this.#pending.set(handle, { onUpdate, resolve });
      const stop = () => void this.#executor.cancel(handle, 'stop');
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    });
  }

  update(handle: TaskHandle, update: TaskUpdate): void {
    this.#pending.get(handle)?.onUpdate(update);
  }

  /** Polls once after whatever poll is under way. */
  changed(): void {
    this.#polling = this.#polling.then(() => this.#poll());
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#executor.close();
  }

  async #poll(): Promise<void> {
    for (const [handle, state] of await this.#executor.poll()) {
      if (state.kind !== 'ended') continue;
      this.#pending.get(handle)?.resolve(state.outcome);
      this.#pending.delete(handle);
    }
  }
}
