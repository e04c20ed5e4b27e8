import { availableParallelism } from 'node:os';
import type { ExampleBatch } from '../../../learn/training/image-batch.js';
import {
  batchDrawer,
  batchesPerEpoch,
  type DrawBatch,
  type ExampleSource,
  type ExampleStream,
} from '../epoch-batches.js';
import { type Recipe, recipeOf } from './recipe.js';
import { DrawingThread } from './thread.js';

export interface DrawingOptions {
  /** Threads beside the training's own; 0 draws everything there. */
  readonly maxThreads: number;
  /** A thread is started once the network waited for so long: less than that, and it would cost more than it brings. */
  readonly worthMs: number;
}

const defaults: DrawingOptions = {
  maxThreads: Math.max(1, Math.min(8, availableParallelism() - 1)),
  worthMs: 200,
};

/** Waiting for less than this share of the time is as good as not waiting. */
const bearableShare = 0.05;

/** Batches that are drawn ahead take no more than this, unless a single one does. */
const aheadBytes = 256 * 1024 * 1024;

interface Address {
  readonly epoch: number;
  readonly step: number;
}

/**
 * The examples of a training, drawn while it computes. At first they are drawn here, when they are asked for; once the
 * network waited long enough, and too much of the time, a thread draws the next ones ahead, and so on up to the most.
 * Examples are what their address says, so it does not matter who draws them. Call `close` at the end, however it came.
 */
export class Examples {
  readonly #source: ExampleSource;
  readonly #epochs: number;
  readonly #options: DrawingOptions;
  readonly #recipe: Recipe | undefined;
  readonly #drawHere: DrawBatch;
  readonly #threads: DrawingThread[] = [];
  /** Asked for and not handed on yet; addresses that follow each other. */
  #ahead: { readonly address: Address; readonly batch: Promise<ExampleBatch> }[] = [];
  /** Since the epoch began, and since a thread was started last. */
  #epochTimes = noTimes;
  #times = noTimes;

  constructor(
    source: ExampleSource,
    stream: ExampleStream,
    epochs: number,
    options: Partial<DrawingOptions> = {},
  ) {
    this.#source = source;
    this.#epochs = epochs;
    this.#options = { ...defaults, ...options };
    this.#recipe = recipeOf(source, stream);
    this.#drawHere = batchDrawer(source, stream);
  }

  /** The batches of an epoch after the first `skipped`, which are not drawn. */
  async *batches(epoch: number, skipped = 0): AsyncGenerator<ExampleBatch> {
    this.#epochTimes = noTimes;
    for (let step = skipped; step < batchesPerEpoch(this.#source); step++) {
      const askedMs = performance.now();
      const batch = await this.#take({ epoch, step });
      const givenMs = performance.now();
      yield batch;
      this.#note({ waitedMs: givenMs - askedMs, usedMs: performance.now() - givenMs });
    }
  }

  /** The share of the epoch's time, since `batches` was called, in which its examples were waited for. */
  get waitingShare(): number {
    return shareOf(this.#epochTimes);
  }

  /** Starts one more thread; resolves when it draws. */
  async addThread(): Promise<void> {
    if (!this.#recipe) throw new Error('bug: the images cannot be opened in a thread');
    const thread = new DrawingThread(this.#recipe);
    this.#threads.push(thread);
    await thread.started;
    this.#times = noTimes;
  }

  async close(): Promise<void> {
    this.#ahead = [];
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  /** The batch at an address; those after it are asked for before it is handed on. */
  async #take(address: Address): Promise<ExampleBatch> {
    for (const { failure } of this.#threads) if (failure) throw failure;
    const [first] = this.#ahead;
    const isDrawn = first !== undefined && isEqual(first.address, address);
    if (isDrawn) this.#ahead.shift();
    else this.#ahead = [];
    this.#drawAhead(address);
    return isDrawn ? first.batch : this.#drawHere(address.epoch, address.step);
  }

  /** Keeps every thread busy with the batches that come after those asked for. */
  #drawAhead(current: Address): void {
    const ready = this.#threads.filter(({ isReady }) => isReady);
    if (ready.length === 0) return;
    const most = Math.min(2 * ready.length, this.#mostAhead);
    while (this.#ahead.length < most) {
      const address = this.#after(this.#ahead.at(-1)?.address ?? current);
      if (!address) return;
      const thread = ready.reduce((a, b) => (b.outstanding < a.outstanding ? b : a));
      this.#ahead.push({ address, batch: thread.draw(address) });
    }
  }

  /** Into the next epoch, too, so that its first batches are there when validation is over. */
  #after({ epoch, step }: Address): Address | undefined {
    if (step + 1 < batchesPerEpoch(this.#source)) return { epoch, step: step + 1 };
    return epoch < this.#epochs ? { epoch: epoch + 1, step: 0 } : undefined;
  }

  get #mostAhead(): number {
    const { set, crop, batch } = this.#source;
    const exampleBytes = 2 * 4 * (crop === undefined ? set.height * set.width : crop ** 2);
    return Math.max(1, Math.floor(aheadBytes / (batch * exampleBytes)));
  }

  #note(times: Times): void {
    this.#epochTimes = sumOf(this.#epochTimes, times);
    this.#times = sumOf(this.#times, times);
    const { maxThreads, worthMs } = this.#options;
    const isBearable = this.#times.waitedMs < worthMs || shareOf(this.#times) < bearableShare;
    const isUseful = this.#threads.length < Math.min(maxThreads, this.#mostAhead);
    const isStarting = this.#threads.some(({ isReady }) => !isReady);
    if (isBearable || !isUseful || isStarting || !this.#recipe) return;
    // Where it fails, that is thrown at the next batch.
    this.addThread().catch(() => {});
  }
}

interface Times {
  /** What the network waited for examples. */
  readonly waitedMs: number;
  /** What it computed with them. */
  readonly usedMs: number;
}

const noTimes: Times = { waitedMs: 0, usedMs: 0 };

function sumOf(a: Times, b: Times): Times {
  return { waitedMs: a.waitedMs + b.waitedMs, usedMs: a.usedMs + b.usedMs };
}

function shareOf({ waitedMs, usedMs }: Times): number {
  return waitedMs === 0 ? 0 : waitedMs / (waitedMs + usedMs);
}

function isEqual(a: Address, b: Address): boolean {
  return a.epoch === b.epoch && a.step === b.step;
}
