import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { ImageError } from '../../image-error.js';
import { startThread } from '../../start-thread.js';
import type { ByteSource } from '../byte-source.js';
import type { Answer, Request } from './messages.js';

/** No image takes that long; endless loops in damaged files do. */
const defaultTimeoutMs = 120_000;
/** What JavaScript may hold in the thread; the library itself has at most 1 GiB. */
const maxHeapMiB = 512;

type Task<T> = T extends unknown ? Omit<T, 'file'> : never;
type Question = Task<Exclude<Request, { do: 'open' | 'close' }>>;

/** A file that the thread is asked about. */
export interface ThreadFile {
  ask(question: Question): Promise<Extract<Answer, { is: 'chosen' | 'read' }>>;
  close(): Promise<void>;
}

/**
 * The HDF5 library in a thread of its own, which is started when it is first asked, and again after it was stopped
 * because of a damaged file. It does one thing at a time. While nothing is asked, it does not keep the process alive.
 */
export class LibraryThread {
  readonly #timeoutMs: number;
  #worker: Worker | undefined;
  /** Files that are open in the worker. */
  readonly #open = new Set<number>();
  #files = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(timeoutMs = defaultTimeoutMs) {
    this.#timeoutMs = timeoutMs;
  }

  /** Nothing is opened before something is asked. */
  file({ name, path, size, bytes }: ByteSource): ThreadFile {
    const file = this.#files++;
    let reason: string | undefined;

    const send = async (request: Request) => {
      const answer = await this.#send(request);
      if (answer.is === 'refused') throw new ImageError(answer.message, answer.hint);
      if (answer.is === 'broken') reason = answer.reason;
      if (answer.is === 'broken' || answer.is === 'damaged') throw damaged(name, reason);
      return answer;
    };
    return {
      ask: (question) =>
        this.#inTurn(async () => {
          if (reason !== undefined) throw damaged(name, reason);
          if (!this.#open.has(file)) {
            await send({ do: 'open', file, content: { path, size, bytes: bytes && new Uint8Array(bytes) } });
            this.#open.add(file);
          }
          return (await send({ ...question, file })) as Extract<Answer, { is: 'chosen' | 'read' }>;
        }),
      close: () =>
        this.#inTurn(async () => {
          if (this.#open.delete(file)) await send({ do: 'close', file });
        }),
    };
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => {});
    return result;
  }

  async #send(request: Request): Promise<Answer> {
    this.#worker ??= await this.#start();
    const answer = await answerOf(this.#worker, request, this.#timeoutMs);
    if (answer.is === 'broken') await this.#stop();
    return answer;
  }

  async #start(): Promise<Worker> {
    const worker = startThread(import.meta.url, './worker', {
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMiB },
    });
    // It says so when it is ready.
    await once(worker, 'message');
    worker.unref();
    // Should it end while nothing is asked, another is started.
    worker.on('error', () => {}).on('exit', () => this.#forget(worker));
    return worker;
  }

  async #stop(): Promise<void> {
    const worker = this.#worker;
    if (!worker) return;
    this.#forget(worker);
    await worker.terminate();
  }

  #forget(worker: Worker): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.#open.clear();
  }
}

function damaged(name: string, reason: string | undefined): ImageError {
  const detail = reason === undefined ? '' : ` (${reason})`;
  return new ImageError(
    `${name} does not decode: it is cut off or damaged${detail}`,
    'Restore it, or leave it out.',
  );
}

function answerOf(worker: Worker, request: Request, timeoutMs: number): Promise<Answer> {
  return new Promise((resolve) => {
    const finish = (answer: Answer) => {
      clearTimeout(timer);
      worker.off('message', finish).off('error', fail).off('exit', end).unref();
      resolve(answer);
    };
    const fail = (error: Error) => finish({ is: 'broken', reason: error.message });
    const end = () => finish({ is: 'broken', reason: 'the HDF5 library ended' });
    const giveUp = () => finish({ is: 'broken', reason: 'the HDF5 library came to no end' });
    const timer = setTimeout(giveUp, timeoutMs);
    worker.on('message', finish).on('error', fail).on('exit', end).ref();
    const bytes = request.do === 'open' ? request.content.bytes : undefined;
    worker.postMessage(request, bytes ? [bytes.buffer as ArrayBuffer] : []);
  });
}
