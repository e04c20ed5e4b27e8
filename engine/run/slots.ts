/** Hands out cpus. Whoever waits longest is served first; nobody asks for more than there are. */
export class Slots {
  readonly #total: number;
  #free: number;
  readonly #waiting: { readonly cpus: number; readonly start: () => void }[] = [];

  constructor(cpus: number) {
    this.#total = cpus;
    this.#free = cpus;
  }

  /** Resolves once `cpus` are taken for the caller; rejects with the signal's reason where it is aborted first. */
  take(cpus: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const entry = { cpus: this.#capped(cpus), start: resolve };
      this.#waiting.push(entry);
      signal.addEventListener(
        'abort',
        () => {
          const at = this.#waiting.indexOf(entry);
          if (at !== -1) this.#waiting.splice(at, 1);
          reject(signal.reason);
        },
        { once: true },
      );
      this.#serve();
    });
  }

  release(cpus: number): void {
    this.#free += this.#capped(cpus);
    this.#serve();
  }

  /** A node that asks for more than the machine has still runs, alone. */
  #capped(cpus: number): number {
    return Math.min(cpus, this.#total);
  }

  #serve(): void {
    while (this.#waiting[0] && this.#waiting[0].cpus <= this.#free) {
      const { cpus, start } = this.#waiting.shift()!;
      this.#free -= cpus;
      start();
    }
  }
}
