/** How much of what there is only so much of. */
export interface Amounts {
  /** An instance takes one or none. */
  readonly gpus: number;
  /** By name. */
  readonly limits: Readonly<Record<string, number>>;
  /** 0 where an instance may hold as much as it likes. */
  readonly memoryBytes: number;
  readonly cpus: number;
}

/** What an instance runs on, until it gives it back. */
export interface Place {
  readonly amounts: ReadonlyMap<string, number>;
  /** Where it asked for one and the run has some. */
  readonly gpu: string | undefined;
}

interface Waiting {
  readonly amounts: ReadonlyMap<string, number>;
  readonly start: (place: Place) => void;
}

/**
 * Hands out GPUs, named limits, memory and cpus. Whoever waits longest is served first. One who lacks something holds
 * back, from all who came later, that and what stands before it in this order, and nothing that stands behind it: so
 * who waits for a GPU holds up nobody who needs none, and nobody waits for ever.
 */
export class Slots {
  #total: ReadonlyMap<string, number>;
  readonly #gpus: readonly string[];
  readonly #machine: Omit<Amounts, 'limits' | 'gpus'>;
  readonly #taken = new Set<Place>();
  readonly #waiting: Waiting[] = [];

  constructor(total: Omit<Amounts, 'gpus'>, gpus: readonly string[] = []) {
    this.#total = inOrder({ ...total, gpus: gpus.length });
    this.#gpus = gpus;
    this.#machine = total;
  }

  /** How much there is of each named limit from now on: the document says it, and may be edited between two runs. */
  allow(limits: Amounts['limits']): void {
    this.#total = inOrder({ ...this.#machine, limits, gpus: this.#gpus.length });
    this.#serve();
  }

  /** Resolves once the place is the caller's, who gives it back; rejects with the signal's reason where it is aborted first. */
  take(needs: Amounts, signal: AbortSignal): Promise<Place> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      // An instance that asks for more than there is still runs, alone; without GPUs, it gets the rest.
      const amounts = new Map(
        Array.from(inOrder(needs), ([name, amount]) => [name, Math.min(amount, this.#total.get(name) ?? 0)]),
      );
      const entry = { amounts, start: resolve };
      this.#waiting.push(entry);
      signal.addEventListener(
        'abort',
        () => {
          this.#leave(entry);
          reject(signal.reason);
          this.#serve();
        },
        { once: true },
      );
      this.#serve();
    });
  }

  release(place: Place): void {
    this.#taken.delete(place);
    this.#serve();
  }

  #serve(): void {
    const left = new Map(this.#total);
    for (const { amounts } of this.#taken) holdBack(amounts, left);
    for (const entry of [...this.#waiting]) {
      if (!holdBack(entry.amounts, left)) continue;
      this.#leave(entry);
      const place = { amounts: entry.amounts, gpu: entry.amounts.get('gpus') ? this.#freeGpu() : undefined };
      this.#taken.add(place);
      entry.start(place);
    }
  }

  #leave(entry: Waiting): void {
    const at = this.#waiting.indexOf(entry);
    if (at !== -1) this.#waiting.splice(at, 1);
  }

  #freeGpu(): string | undefined {
    const taken = Array.from(this.#taken, ({ gpu }) => gpu);
    return this.#gpus.find((gpu) => !taken.includes(gpu));
  }
}

/** By name; what is scarcest comes first. */
function inOrder({ gpus, limits, memoryBytes, cpus }: Amounts): ReadonlyMap<string, number> {
  const named = Object.entries(limits).map(([name, amount]) => [`limit ${name}`, amount] as const);
  return new Map([['gpus', gpus], ...named, ['memory', memoryBytes], ['cpus', cpus]]);
}

/** Takes amounts from what is left, in order, up to the first of which there is too little. @returns whether there is enough of all */
function holdBack(amounts: ReadonlyMap<string, number>, left: Map<string, number>): boolean {
  for (const [name, amount] of amounts) {
    if (amount === 0) continue;
    const rest = (left.get(name) ?? 0) - amount;
    left.set(name, rest);
    if (rest < 0) return false;
  }
  return true;
}
