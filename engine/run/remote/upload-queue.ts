/** Uploads at a time. */
const atATime = 4;

/** Does one piece of work after the other behind the run's back. */
export class UploadQueue {
  readonly #waiting: ((signal: AbortSignal) => Promise<void>)[] = [];
  readonly #underWay = new Set<Promise<void>>();
  readonly #abandon = new AbortController();

  /** `upload` rejects for no reason. */
  add(upload: (signal: AbortSignal) => Promise<void>): void {
    if (this.#abandon.signal.aborted) return;
    this.#waiting.push(upload);
    this.#startNext();
  }

  get pending(): number {
    return this.#waiting.length + this.#underWay.size;
  }

  /** Resolves when all is done, or given up because it takes longer than `withinMs`. */
  async finish(withinMs: number): Promise<void> {
    const timer = setTimeout(() => this.abandon(), withinMs);
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
    clearTimeout(timer);
  }

  /** Gives up what is under way, and all that waits. */
  abandon(): void {
    this.#waiting.length = 0;
    this.#abandon.abort(new Error('uploads were given up'));
  }

  #startNext(): void {
    while (this.#underWay.size < atATime) {
      const upload = this.#waiting.shift();
      if (!upload) return;
      const done = upload(this.#abandon.signal).finally(() => {
        this.#underWay.delete(done);
        this.#startNext();
      });
      this.#underWay.add(done);
    }
  }
}
