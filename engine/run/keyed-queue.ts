/** Lets one caller at a time through per name, in the order they came. */
export class KeyedQueue {
  readonly #queues = new Map<string, (() => void)[]>();

  isHeld(name: string): boolean {
    return this.#queues.has(name);
  }

  /** Resolves when it is the caller's turn; rejects with the signal's reason where it is aborted first. */
  take(name: string, signal: AbortSignal): Promise<void> {
    const queue = this.#queues.get(name);
    if (!queue) {
      this.#queues.set(name, []);
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      queue.push(resolve);
      signal.addEventListener('abort', () => {
        const at = queue.indexOf(resolve);
        if (at !== -1) queue.splice(at, 1);
        reject(signal.reason);
      });
    });
  }

  /** Ends the caller's turn. Names that nobody holds are ignored. */
  release(name: string): void {
    const next = this.#queues.get(name)?.shift();
    if (next) next();
    else this.#queues.delete(name);
  }
}
