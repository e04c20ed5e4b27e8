import { type ProcessIdentity, processState } from './process-identity.js';
import type { Lease } from './record.js';
import type { RecordStore } from './record-store.js';

/** A holder renews this often … */
export const renewEveryMs = 2_000;
/** … and is taken for dead when it has not for this long, where its process cannot be looked for. */
export const staleAfterMs = 15_000;

/** Sees to it that of all runs on one store only one computes a key at a time. */
export class Leases {
  readonly #store: RecordStore;
  readonly #run: string;
  readonly #self: ProcessIdentity;
  readonly #now: () => number;
  readonly #held = new Set<string>();

  constructor(store: RecordStore, run: string, self: ProcessIdentity, now: () => number) {
    this.#store = store;
    this.#run = run;
    this.#self = self;
    this.#now = now;
  }

  /** Takes the lease and returns undefined, or returns who holds it. */
  async tryTake(name: string): Promise<Lease | undefined> {
    const holder = await this.#store.transaction(() => {
      const found = this.#store.leases.get(name);
      if (found && found.run !== this.#run && this.#isLive(found)) return found;
      void this.#store.leases.put(name, this.#lease());
      return undefined;
    });
    if (!holder) this.#held.add(name);
    return holder;
  }

  async release(name: string): Promise<void> {
    if (!this.#held.delete(name)) return;
    await this.#store.transaction(() => {
      if (this.#store.leases.get(name)?.run === this.#run) void this.#store.leases.remove(name);
    });
  }

  /** To be called every `renewEveryMs`. */
  async renewAll(): Promise<void> {
    await this.#store.transaction(() => {
      for (const name of this.#held) {
        // Another run may have taken a lease that was not renewed for long; it is not to be taken back.
        if (this.#store.leases.get(name)?.run === this.#run) void this.#store.leases.put(name, this.#lease());
      }
    });
  }

  #lease(): Lease {
    return { run: this.#run, ...this.#self, renewedAtMs: this.#now() };
  }

  /** A process of this machine is asked for directly, since it may only be suspended; another's by its renewals. */
  #isLive(lease: Lease): boolean {
    const state = processState(lease);
    return state === 'unknown' ? this.#now() - lease.renewedAtMs < staleAfterMs : state === 'alive';
  }
}
