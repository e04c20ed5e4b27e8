import { type ProcessIdentity, processState } from './process-identity.js';
import type { Lease } from './record.js';
import type { RecordStore } from './record-store.js';

/** A holder renews this often … */
export const renewEveryMs = 2_000;
/**
 * … and is taken for suspended or gone when who waits for it has seen no renewal for this long, by its own clock that
 * only goes forward: no clock that is set, and no machine that slept, makes a live holder look dead.
 */
export const staleAfterMs = 10_000;

interface Watched {
  readonly lease: Lease;
  readonly sinceMs: number;
}

/**
 * Sees to it that of all runs on one store only one computes a key at a time. A holder that was suspended wakes up
 * without its lease, so whatever only the holder may do asks `isHeld` in the transaction that does it.
 */
export class Leases {
  readonly #store: RecordStore;
  readonly #run: string;
  readonly #self: ProcessIdentity;
  readonly #now: () => number;
  readonly #elapsed: () => number;
  readonly #held = new Set<string>();
  readonly #watched = new Map<string, Watched>();
  readonly #takenOver = new Map<string, Lease>();

  /** `now` is the time of day that others read; `elapsed` only goes forward. */
  constructor(
    store: RecordStore,
    run: string,
    self: ProcessIdentity,
    now: () => number,
    elapsed: () => number = () => performance.now(),
  ) {
    this.#store = store;
    this.#run = run;
    this.#self = self;
    this.#now = now;
    this.#elapsed = elapsed;
  }

  /** Takes the lease and returns undefined, or returns who holds it. */
  tryTake(name: string): Promise<Lease | undefined> {
    return this.#store.transaction(() => this.takeNow(name));
  }

  /** As `tryTake`, within a transaction. */
  takeNow(name: string): Lease | undefined {
    const found = this.#store.leases.get(name);
    if (found && found.run !== this.#run) {
      const state = processState(found);
      if (state !== 'gone' && !this.#isStale(name, found)) return found;
      if (state !== 'gone') this.#takenOver.set(name, found);
    }
    this.#watched.delete(name);
    void this.#store.leases.put(name, this.#lease());
    this.#held.add(name);
    return undefined;
  }

  /** Whose lease this was until we took it over: it was taken for suspended, and may wake up. */
  takenOverFrom(name: string): Lease | undefined {
    return this.#takenOver.get(name);
  }

  /** Whether the lease is ours still; certain within a transaction. */
  isHeld(name: string): boolean {
    return this.#store.leases.get(name)?.run === this.#run;
  }

  async release(name: string): Promise<void> {
    this.#takenOver.delete(name);
    if (!this.#held.delete(name)) return;
    await this.#store.transaction(() => {
      if (this.isHeld(name)) void this.#store.leases.remove(name);
    });
  }

  /** To be called every `renewEveryMs`. Resolves with the leases that others took over, and who has them now. */
  async renewAll(): Promise<ReadonlyMap<string, Lease | undefined>> {
    const lost = new Map<string, Lease | undefined>();
    await this.#store.transaction(() => {
      for (const name of this.#held) {
        // Another run may have taken a lease that was not renewed for long; it is not to be taken back.
        if (this.isHeld(name)) void this.#store.leases.put(name, this.#lease());
        else lost.set(name, this.#store.leases.get(name));
      }
    });
    for (const name of lost.keys()) this.#held.delete(name);
    return lost;
  }

  /**
   * Gives back whatever is held still, within the transaction that ends a run: an instance may have been stopped while
   * it took its lease.
   */
  releaseAllNow(): void {
    for (const name of this.#held) if (this.isHeld(name)) void this.#store.leases.remove(name);
    this.#held.clear();
  }

  #lease(): Lease {
    return { run: this.#run, ...this.#self, renewedAtMs: this.#now() };
  }

  #isStale(name: string, lease: Lease): boolean {
    const watched = this.#watched.get(name);
    if (watched?.lease.run === lease.run && watched.lease.renewedAtMs === lease.renewedAtMs)
      return this.#elapsed() - watched.sinceMs >= staleAfterMs;
    this.#watched.set(name, { lease, sinceMs: this.#elapsed() });
    return false;
  }
}
