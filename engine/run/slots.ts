/** What an instance runs on; `gpu` where it asked for one and the run has some. */
export interface Place {
  readonly cpus: number;
  readonly gpu: string | undefined;
}

/** What an instance asks for. */
export interface Needs {
  readonly cpus: number;
  readonly gpu: boolean;
}

interface Waiting extends Needs {
  readonly start: (place: Place) => void;
}

/**
 * Hands out cpus and GPUs. Whoever waits longest is served first, but who waits for a GPU holds up nobody who needs
 * none. Without GPUs, who asks for one gets cpus alone.
 */
export class Slots {
  readonly #total: number;
  readonly #freeGpus: string[];
  readonly #hasGpus: boolean;
  #free: number;
  readonly #waiting: Waiting[] = [];

  constructor(cpus: number, gpus: readonly string[] = []) {
    this.#total = cpus;
    this.#free = cpus;
    this.#freeGpus = [...gpus];
    this.#hasGpus = gpus.length > 0;
  }

  /** Resolves once the place is the caller's, who gives it back; rejects with the signal's reason where it is aborted first. */
  take(needs: Needs, signal: AbortSignal): Promise<Place> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      // A node that asks for more than the machine has still runs, alone.
      const cpus = Math.min(needs.cpus, this.#total);
      const entry = { cpus, gpu: needs.gpu && this.#hasGpus, start: resolve };
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

  release({ cpus, gpu }: Place): void {
    this.#free += cpus;
    if (gpu !== undefined) this.#freeGpus.unshift(gpu);
    this.#serve();
  }

  #serve(): void {
    for (let at = 0; at < this.#waiting.length; ) {
      const { cpus, gpu, start } = this.#waiting[at]!;
      if (gpu && this.#freeGpus.length === 0) at++;
      else if (cpus > this.#free) return;
      else {
        this.#waiting.splice(at, 1);
        this.#free -= cpus;
        start({ cpus, gpu: gpu ? this.#freeGpus.shift() : undefined });
      }
    }
  }
}
