import { RemoteError } from './remote-error.js';

/** How long a server is waited for. */
export interface Patience {
  /** So long nothing may come, or be taken. */
  readonly stallMs: number;
  /** A transfer that is slower over its whole length is given up, too. */
  readonly leastBytesPerSecond: number;
}

export const usualPatience: Patience = { stallMs: 10_000, leastBytesPerSecond: 256 * 1024 };

/** A timer cannot be set for longer. */
const longestTimerMs = 2 ** 31 - 1;

/** Aborts its signal when the other side stalls, or takes too long for the size of what is transferred. */
export class TimeLimit {
  readonly #patience: Patience;
  readonly #outer: AbortSignal;
  readonly #abort = new AbortController();
  readonly #total: NodeJS.Timeout;
  #stall: NodeJS.Timeout | undefined;
  readonly #stop = () => this.#abort.abort(this.#outer.reason);

  /** Aborts with `outer`, too. The other side's turn begins now. */
  constructor(patience: Patience, sizeBytes: number, outer: AbortSignal) {
    this.#patience = patience;
    this.#outer = outer;
    const totalMs = Math.ceil(2 * patience.stallMs + (1_000 * sizeBytes) / patience.leastBytesPerSecond);
    this.#total = setTimeout(() => this.#giveUp('is too slow'), Math.min(totalMs, longestTimerMs));
    this.theirTurn();
    if (outer.aborted) this.#stop();
    else outer.addEventListener('abort', this.#stop, { once: true });
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** From now on the other side is waited for. */
  theirTurn(): void {
    const { stallMs } = this.#patience;
    clearTimeout(this.#stall);
    this.#stall = setTimeout(() => this.#giveUp(`does nothing for ${stallMs / 1_000} s`), stallMs);
  }

  /** The other side did its part: our own disk may take its time, or theirs to store what it has, within the total. */
  ourTurn(): void {
    clearTimeout(this.#stall);
  }

  end(): void {
    clearTimeout(this.#stall);
    clearTimeout(this.#total);
    this.#outer.removeEventListener('abort', this.#stop);
  }

  #giveUp(message: string): void {
    this.#abort.abort(new RemoteError(message));
  }
}
