import type { TimingRecord } from '../../cache/records/record.js';
import type { RecordStore } from '../../cache/records/record-store.js';
import { distance, type Kind } from './kind.js';

/** How much of a kind there is to do. */
export interface Amount {
  /** Epochs of a training; 1 for what is no training. */
  readonly steps: number;
  /** Bytes of the inputs, or number of the user's files; undefined while it is not known, 0 where there are none. */
  readonly size: number | undefined;
}

/** The newest one counts at least so much, so that a faster machine or code is soon noticed. */
const newestWeight = 0.25;
/** With how many kinds of its type one that never ran is compared. */
const kindsCompared = 64;

/** What is recorded of how long computations took. */
export class Timings {
  readonly #store: RecordStore | undefined;
  readonly #known = new Map<string, TimingRecord | undefined>();
  /** By kind that never ran. */
  readonly #similar = new Map<string, readonly TimingRecord[]>();
  readonly #ofType = new Map<string, readonly TimingRecord[]>();

  constructor(store: RecordStore | undefined) {
    this.#store = store;
  }

  /** Whether an instance of the type was ever timed. */
  knows(type: string): boolean {
    return this.#recordsOf(type).length > 0;
  }

  /** From the same kind, or the most similar ones of the type; undefined where the type never ran. */
  predictMs(kind: Kind, amount: Amount): number | undefined {
    const own = this.#of(kind);
    const records = own ? [own] : this.#mostSimilar(kind);
    if (records.length === 0) return undefined;
    return mean(records.map((record) => scaledMs(record, amount)));
  }

  /** Takes in how long one took. */
  async add(kind: Kind, { steps, size = 0 }: Amount, durationMs: number): Promise<void> {
    if (steps <= 0) return;
    const earlier = this.#of(kind);
    const count = (earlier?.count ?? 0) + 1;
    const weight = Math.max(1 / count, newestWeight);
    const mixed = (before: number, now: number) => before + weight * (now - before);
    const record: TimingRecord = {
      fields: kind.fields,
      count,
      stepMs: mixed(earlier?.stepMs ?? 0, durationMs / steps),
      size: mixed(earlier?.size ?? 0, size),
    };
    this.#known.set(kind.id, record);
    this.#ofType.set(kind.type, [...this.#recordsOf(kind.type), record].slice(-kindsCompared));
    this.#similar.clear();
    await this.#store?.saveTiming(kind.type, kind.id, record);
  }

  #of({ type, id }: Kind): TimingRecord | undefined {
    if (!this.#known.has(id)) this.#known.set(id, this.#store?.timing(type, id));
    return this.#known.get(id);
  }

  #mostSimilar({ type, id, fields }: Kind): readonly TimingRecord[] {
    const known = this.#similar.get(id);
    if (known) return known;
    const distances = this.#recordsOf(type).map((record) => ({
      record,
      away: distance(record.fields, fields),
    }));
    const nearest = Math.min(...distances.map(({ away }) => away));
    const found = distances.filter(({ away }) => away === nearest).map(({ record }) => record);
    this.#similar.set(id, found);
    return found;
  }

  #recordsOf(type: string): readonly TimingRecord[] {
    const known = this.#ofType.get(type);
    if (known) return known;
    const found = this.#store?.timingsOf(type, kindsCompared) ?? [];
    this.#ofType.set(type, found);
    return found;
  }
}

/** In proportion to steps and, where it is known of both, to size. */
function scaledMs(record: TimingRecord, { steps, size }: Amount): number {
  const larger = size && record.size > 0 ? size / record.size : 1;
  return record.stepMs * steps * larger;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
