import type { Executor, ExecutorCapabilities, ExecutorListener, TaskHandle, TaskState } from '../executor.js';
import type { Task, TaskOutcome } from '../task.js';
import { WorkerProcess } from './worker-process.js';

/** A worker that holds more than this after a task is replaced by a new one. */
const retireAboveBytes = 3 * 2 ** 30;

export interface LocalExecutorOptions extends Pick<ExecutorCapabilities, 'cpus' | 'gpus' | 'memoryBytes'> {
  /** How many threads TensorFlow computes one operation with, in each worker. */
  readonly threads: number;
}

/** Runs tasks in child processes of this one, which are reused from task to task. */
export class LocalExecutor implements Executor {
  readonly capabilities: ExecutorCapabilities;
  readonly #listener: ExecutorListener;
  readonly #threads: number;
  readonly #idle: WorkerProcess[] = [];
  readonly #running = new Map<TaskHandle, WorkerProcess>();
  readonly #ended = new Map<TaskHandle, TaskOutcome>();

  constructor({ threads, ...amounts }: LocalExecutorOptions, listener: ExecutorListener) {
    this.#threads = threads;
    this.capabilities = { name: 'local', ...amounts, pollIntervalMs: 60_000, outlivesCoordinator: false };
    this.#listener = listener;
  }

  async submit(tasks: readonly Task[]): Promise<readonly TaskHandle[]> {
    return tasks.map((task) => this.#start(task));
  }

  async poll(): Promise<ReadonlyMap<TaskHandle, TaskState>> {
    const states = new Map<TaskHandle, TaskState>();
    for (const handle of this.#running.keys()) states.set(handle, { kind: 'running' });
    for (const [handle, outcome] of this.#ended) states.set(handle, { kind: 'ended', outcome });
    this.#ended.clear();
    return states;
  }

  async cancel(handle: TaskHandle, how: 'stop' | 'kill'): Promise<void> {
    const worker = this.#running.get(handle);
    if (how === 'stop') worker?.stop();
    else worker?.kill();
  }

  /** Workers end with their coordinator, so there is nothing to take over. */
  async adopt(): Promise<readonly TaskHandle[]> {
    return [];
  }

  async close(): Promise<void> {
    for (const worker of this.#idle.splice(0)) worker.retire();
    for (const worker of this.#running.values()) worker.kill();
  }

  #start(task: Task): TaskHandle {
    const handle = `${task.key}/${task.attempt}`;
    const worker = this.#takeWorker(task);
    this.#running.set(handle, worker);
    worker.run(task, {
      update: (update) => this.#listener.update(handle, update),
      alive: () => this.#listener.alive(handle),
      ended: (outcome) => {
        this.#running.delete(handle);
        this.#ended.set(handle, outcome);
        if (!worker.isUsable) worker.kill();
        else if (worker.memoryBytes > retireAboveBytes) worker.retire();
        else this.#idle.push(worker);
        this.#listener.changed();
      },
    });
    return handle;
  }

  /**
   * A worker that sees this GPU and no other: which ones it sees is settled when TensorFlow is loaded. What it holds
   * of earlier tasks must leave room for what this one may hold.
   */
  #takeWorker({ gpu, memoryBytes = Number.POSITIVE_INFINITY }: Task): WorkerProcess {
    for (;;) {
      const at = this.#idle.findLastIndex((worker) => worker.gpu === gpu);
      if (at === -1) return new WorkerProcess({ gpu, threads: this.#threads });
      const worker = this.#idle.splice(at, 1)[0]!;
      if (worker.isUsable && worker.memoryBytes <= memoryBytes / 2) return worker;
      worker.retire();
    }
  }
}
