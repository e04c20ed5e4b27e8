import type { Worker } from 'node:worker_threads';
import { startThread } from '../../../imaging/start-thread.js';
import type { ExampleBatch } from '../../../learn/training/image-batch.js';
import { NodeError } from '../../node-error.js';
import type { BatchOrder, FromThread } from './messages.js';
import type { Recipe } from './recipe.js';

interface Awaited {
  resolve(batch: ExampleBatch): void;
  reject(error: Error): void;
}

/** A thread that draws batches, one after the other in the order in which they are asked for. */
export class DrawingThread {
  /** Resolves when it can draw; rejects where it could not start. */
  readonly started: Promise<void>;
  readonly #worker: Worker;
  readonly #awaited = new Map<number, Awaited>();
  #nextId = 0;
  #isReady = false;
  #failure: Error | undefined;

  constructor(recipe: Recipe) {
    this.#worker = startThread(import.meta.url, 'thread-program', { workerData: recipe });
    this.started = new Promise((resolve, reject) => {
      this.#worker.on('message', (message: FromThread) => {
        if (message.kind === 'ready') {
          this.#isReady = true;
          resolve();
        } else this.#receive(message);
      });
      const end = (error: Error) => {
        this.#isReady = false;
        this.#failure ??= error;
        reject(error);
        for (const { reject: rejectBatch } of this.#awaited.values()) rejectBatch(error);
        this.#awaited.clear();
      };
      this.#worker.on('error', (error) => end(endedBy(error)));
      this.#worker.on('exit', (code) => end(endedBy(new Error(`it ended with status ${code}`))));
    });
    this.started.catch(() => {});
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Why it ended, where it did. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** How many batches it was asked for and has not given. */
  get outstanding(): number {
    return this.#awaited.size;
  }

  draw(order: Omit<BatchOrder, 'id'>): Promise<ExampleBatch> {
    const drawn = new Promise<ExampleBatch>((resolve, reject) => {
      if (this.#failure) {
        reject(this.#failure);
        return;
      }
      const id = this.#nextId++;
      this.#awaited.set(id, { resolve, reject });
      this.#worker.postMessage({ id, ...order } satisfies BatchOrder);
    });
    // It may fail long before it is waited for.
    drawn.catch(() => {});
    return drawn;
  }

  /** Ends it, whatever it is doing. */
  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #receive(message: Exclude<FromThread, { kind: 'ready' }>): void {
    const awaited = this.#awaited.get(message.id);
    this.#awaited.delete(message.id);
    if (message.kind === 'drawn') awaited?.resolve(message.batch);
    else awaited?.reject(message.error);
  }
}

/** A thread ends by itself only where it runs out of memory, or cannot read its images any more. */
function endedBy(cause: Error): NodeError {
  return new NodeError('retryable', `the thread that draws the examples failed: ${cause.message}`);
}
