import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FromWorker, ToWorker } from '../../worker/messages.js';
import type { NodeFailure, Task, TaskOutcome, TaskUpdate } from '../task.js';
import { watchMemory } from './memory-watch.js';
import { killTree } from './process-tree.js';

const program = fileURLToPath(new URL('../../worker/main.js', import.meta.url));

/** How long a process that ended may take to hand over what it wrote to stderr. */
const lastWordsMs = 500;

export interface WorkerOptions {
  /** The GPU that it sees; none where undefined. */
  readonly gpu: string | undefined;
  /** How many threads TensorFlow computes one operation with. Results depend on it, not on the number of cores. */
  readonly threads: number;
}

export interface WorkerEvents {
  update(update: TaskUpdate): void;
  alive(): void;
  ended(outcome: TaskOutcome): void;
}

/**
 * A child process that runs one task at a time. When it dies, the task it had fails as `crashed`; when it holds more
 * memory than the task may, it is ended, and the task fails as `out-of-memory`.
 */
export class WorkerProcess {
  readonly gpu: string | undefined;
  readonly #child: ChildProcess;
  #current: WorkerEvents | undefined;
  #forgetMemory = () => {};
  #outOfMemory: NodeFailure | undefined;
  #memoryBytes = 0;
  #gone = false;

  constructor({ gpu, threads }: WorkerOptions) {
    this.gpu = gpu;
    this.#child = fork(program, {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
      env: {
        ...process.env,
        CUDA_VISIBLE_DEVICES: gpu ?? '',
        TF_NUM_INTRAOP_THREADS: String(threads),
        TF_NUM_INTEROP_THREADS: '1',
        TF_CPP_MIN_LOG_LEVEL: '2',
      },
    });
    let lastWords = '';
    this.#child.stderr?.on('data', (data) => {
      lastWords = (lastWords + data).slice(-2_000);
    });
    this.#child.on('message', (message: FromWorker) => this.#receive(message));
    this.#child.on('error', () => this.#die('could not be started', lastWords));
    const how = (code: number | null, signal: NodeJS.Signals | null) =>
      signal ? `was ended by ${signal}` : `ended with status ${code}`;
    this.#child.on('close', (code, signal) => this.#die(how(code, signal), lastWords));
    // Something that the node started may hold its stderr open: then its last words are not waited for.
    this.#child.on('exit', (code, signal) => {
      setTimeout(() => this.#die(how(code, signal), lastWords), lastWordsMs).unref();
    });
  }

  get isUsable(): boolean {
    return !this.#gone;
  }

  /** What it held when its last task ended. */
  get memoryBytes(): number {
    return this.#memoryBytes;
  }

  run(task: Task, events: WorkerEvents): void {
    if (this.#current) throw new Error('bug: the worker has a task already');
    this.#current = events;
    this.#send({ kind: 'run', task });
    const { pid } = this.#child;
    if (pid === undefined || task.memoryBytes === undefined) return;
    this.#forgetMemory = watchMemory(pid, task.memoryBytes, (failure) => {
      this.#outOfMemory = failure;
      this.kill();
    });
  }

  stop(): void {
    this.#send({ kind: 'stop' });
  }

  /** Ends it and what it started, now. */
  kill(): void {
    this.#gone = true;
    const { pid, exitCode, signalCode } = this.#child;
    if (pid !== undefined && exitCode === null && signalCode === null) killTree(pid);
  }

  /** Ends an idle worker. */
  retire(): void {
    this.#gone = true;
    if (this.#child.connected) this.#child.disconnect();
  }

  #send(message: ToWorker): void {
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  #receive(message: FromWorker): void {
    if (message.kind === 'alive') this.#current?.alive();
    else if (message.kind === 'update') this.#current?.update(message.update);
    else if (message.kind === 'ended') {
      this.#memoryBytes = message.memoryBytes;
      this.#end(message.outcome);
    }
  }

  #die(how: string, lastWords: string): void {
    this.#gone = true;
    const words = withoutNotices(lastWords);
    const message = `the worker process ${how}${words && `: ${words}`}`;
    this.#end({ kind: 'failed', failure: this.#outOfMemory ?? { kind: 'crashed', message } });
  }

  #end(outcome: TaskOutcome): void {
    const events = this.#current;
    this.#current = undefined;
    this.#forgetMemory();
    events?.ended(outcome);
  }
}

/** TensorFlow tells on stderr that all is well; why a process died stands in other lines. */
function withoutNotices(text: string): string {
  const isNotice = (line: string) => /^(WARNING: All log messages before|[IW]\d{4} )/.test(line);
  return text
    .split('\n')
    .filter((line) => !isNotice(line))
    .join('\n')
    .trim();
}
