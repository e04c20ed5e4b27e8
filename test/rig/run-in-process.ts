import type { Executor, ExecutorListener, TaskHandle, TaskState } from '../../engine/executors/executor.js';
import type { Task, TaskOutcome } from '../../engine/executors/task.js';
import type { RunHandle, RunRequest } from '../../engine/run/run-request.js';
import { Slots } from '../../engine/run/slots.js';
import { startRun } from '../../engine/run/start-run.js';
import { runTask } from '../../engine/worker/run-task.js';
import type { AnyNode } from '../../nodes/define-node.js';

const memoryBytes = 2 ** 30;

/** Runs tasks in this process: what the engine does around them is real, and a run costs no processes. */
class ExecutorHere implements Executor {
  readonly capabilities;
  readonly #listener: ExecutorListener;
  readonly #definitions: ReadonlyMap<string, AnyNode>;
  readonly #stops = new Map<TaskHandle, AbortController>();
  readonly #ended = new Map<TaskHandle, TaskOutcome>();

  constructor(cpus: number, definitions: readonly AnyNode[], listener: ExecutorListener) {
    this.capabilities = {
      name: 'here',
      cpus,
      gpus: [],
      memoryBytes,
      pollIntervalMs: 60_000,
      outlivesCoordinator: false,
    };
    this.#definitions = new Map(definitions.map((definition) => [definition.type, definition]));
    this.#listener = listener;
  }

  async submit(tasks: readonly Task[]): Promise<readonly TaskHandle[]> {
    return tasks.map((task) => {
      const handle = `${task.key}/${task.attempt}`;
      const stop = new AbortController();
      this.#stops.set(handle, stop);
      const tell = (update: Parameters<ExecutorListener['update']>[1]) =>
        this.#listener.update(handle, update);
      void runTask(task, this.#definitions.get(task.type)!, stop.signal, tell).then((outcome) => {
        this.#ended.set(handle, outcome);
        this.#listener.changed();
      });
      return handle;
    });
  }

  async poll(): Promise<ReadonlyMap<TaskHandle, TaskState>> {
    const states = [...this.#ended].map(([handle, outcome]) => [handle, { kind: 'ended', outcome }] as const);
    this.#ended.clear();
    return new Map(states);
  }

  async cancel(handle: TaskHandle): Promise<void> {
    this.#stops.get(handle)?.abort(new Error('stopped'));
  }

  async adopt(): Promise<readonly TaskHandle[]> {
    return [];
  }

  async close(): Promise<void> {}
}

/** Runs a pipeline with its engine and store as they are, and its tasks in this process. */
export function runInProcess(
  options: Pick<RunRequest, 'load' | 'storeFolder'> &
    Partial<RunRequest> & { readonly cpus: number; readonly definitions: readonly AnyNode[] },
): RunHandle {
  const { cpus, definitions, ...request } = options;
  return startRun({
    selection: { nodes: [], at: {} },
    failureMode: 'keep-going',
    makeExecutor: (listener) => new ExecutorHere(cpus, definitions, listener),
    threads: 1,
    maxAttempts: 3,
    machineLimits: {},
    stallTimeoutMs: 60_000,
    slots: new Slots({ cpus, memoryBytes, limits: {} }),
    pluginOf: () => undefined,
    observe: () => {},
    now: Date.now,
    ...request,
  });
}
