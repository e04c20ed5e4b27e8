/** Work of which so much is done at a time; whoever brings more waits. */
export class AtMost {
  readonly #most: number;
  readonly #running = new Set<Promise<void>>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Resolves once the work has begun; rejects with what earlier work failed of. */
  async begin(work: () => Promise<void>): Promise<void> {
    while (this.#running.size >= this.#most) await Promise.race(this.#running);
    const running = work().then(() => void this.#running.delete(running));
    // Failures are told to whoever waits next.
    running.catch(() => {});
    this.#running.add(running);
  }

  /** Resolves when all is done; rejects with the first failure. */
  async end(): Promise<void> {
    await Promise.all(this.#running);
  }

  /** Resolves when nothing is under way any more, whatever came of it. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running);
  }
}
