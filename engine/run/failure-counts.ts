import type { NodeFailure } from '../executors/task.js';
import type { RunEvent } from './event.js';

/** How often something failed, by the kind of failure; kinds that did not occur are missing. */
export type FailureCounts = Readonly<Partial<Record<NodeFailure['kind'], number>>>;

/** Counts what a run's summary says of failures. */
export class FailureTally {
  readonly #failures: Partial<Record<NodeFailure['kind'], number>> = {};
  readonly #retries: Partial<Record<NodeFailure['kind'], number>> = {};

  take(event: RunEvent): void {
    if (event.kind !== 'instance-failed' && event.kind !== 'instance-retry') return;
    const counts = event.kind === 'instance-failed' ? this.#failures : this.#retries;
    counts[event.failure.kind] = (counts[event.failure.kind] ?? 0) + 1;
  }

  /** For the event that ends the run; what there is nothing of is left out. */
  summary(): { readonly failures?: FailureCounts; readonly retries?: FailureCounts } {
    const some = (counts: FailureCounts) => Object.keys(counts).length > 0;
    return {
      ...(some(this.#failures) && { failures: { ...this.#failures } }),
      ...(some(this.#retries) && { retries: { ...this.#retries } }),
    };
  }
}
