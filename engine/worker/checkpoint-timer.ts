/** Says when a training should save a state though its epoch is not finished. */
export class CheckpointTimer {
  readonly #everyMs: number | undefined;
  readonly #now: () => number;
  #savedAtMs: number;

  /** `everyMs` undefined: never. `now` is any clock in milliseconds. */
  constructor(everyMs: number | undefined, now: () => number) {
    this.#everyMs = everyMs;
    this.#now = now;
    this.#savedAtMs = now();
  }

  get isDue(): boolean {
    return this.#everyMs !== undefined && this.#now() - this.#savedAtMs >= this.#everyMs;
  }

  /** A state was saved. */
  restart(): void {
    this.#savedAtMs = this.#now();
  }
}
