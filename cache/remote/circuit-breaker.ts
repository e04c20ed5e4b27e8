/** So many failures in a row, and it is let alone … */
const mostFailures = 3;
/** … for so long; then one request finds out whether it works again. */
export const restMs = 60_000;

/** Decides whether something that failed again and again is still asked, so that its time-outs are waited for rarely. */
export class CircuitBreaker {
  readonly #now: () => number;
  #failures = 0;
  #askAgainAtMs = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether to ask now. Whoever is told to tells how it went. */
  allows(): boolean {
    if (this.#failures < mostFailures) return true;
    const now = this.#now();
    if (now < this.#askAgainAtMs) return false;
    this.#askAgainAtMs = now + restMs;
    return true;
  }

  succeeded(): void {
    if (this.#failures < Number.POSITIVE_INFINITY) this.#failures = 0;
  }

  failed(): void {
    this.#failures++;
    this.#askAgainAtMs = this.#now() + restMs;
  }

  /** Asks never again. */
  giveUp(): void {
    this.#failures = Number.POSITIVE_INFINITY;
    this.#askAgainAtMs = Number.POSITIVE_INFINITY;
  }
}
