import type { Difference } from '../../cache/key/difference.js';
import { isKnownFormat, type Manifest, type NodeKey } from '../../cache/key/manifest.js';
import { manifestDifferences } from '../../cache/key/manifest-differences.js';
import type { NodeRecord } from '../../cache/records/record.js';
import type { RecordStore } from '../../cache/records/record-store.js';
import { type InstanceId, instanceName, nodeOf } from '../graph/graph.js';
import type { Planner } from './planner.js';

/** A recorded computation, and the instance that had its key. */
export interface EarlierRecord {
  readonly key: NodeKey;
  readonly instance: string;
  readonly record: NodeRecord;
}

/** An earlier record that an instance is compared with. */
export interface Comparison extends EarlierRecord {
  readonly differences: readonly Difference[];
}

/** How many of an instance's own records are compared with it, newest first. */
const ownTried = 5;
/** How many other instances of a node are looked at where one has no record of its own. */
const neighboursTried = 16;

/** Finds what instances are compared with. Made for one plan. */
export class NearestRecords {
  readonly #planner: Planner;
  readonly #store: RecordStore;
  readonly #neighbours = new Map<string, readonly EarlierRecord[]>();

  constructor(planner: Planner, store: RecordStore) {
    this.#planner = planner;
    this.#store = store;
  }

  /**
   * The record with another key that differs from an instance in the fewest fields: of those that it had itself, the
   * newest such one; where it had none, of those of other points of its node. Undefined where the node has never run.
   */
  of(id: InstanceId): Comparison | undefined {
    const manifest = this.#planner.manifestSoFar(id);
    const own = nearest(this.#ownOf(id), manifest);
    if (own) return own;
    const key = this.#planner.key(id);
    return nearest(
      this.#neighboursOf(id).filter((each) => each.key !== key),
      manifest,
    );
  }

  /** The record behind an artifact that an instance gave earlier, compared with the instance as it is now. */
  maker(id: InstanceId, output: string, digest: string): Comparison | undefined {
    for (const earlier of this.#earlier(instanceName(this.#planner.graph, id))) {
      if (this.#store.outputs.get(earlier.key)?.[output]?.digest !== digest) continue;
      const differences = manifestDifferences(earlier.record.manifest, this.#planner.manifestSoFar(id));
      return { ...earlier, differences };
    }
    return undefined;
  }

  *#ownOf(id: InstanceId): Iterable<EarlierRecord> {
    const key = this.#planner.key(id);
    let tried = 0;
    for (const earlier of this.#earlier(instanceName(this.#planner.graph, id))) {
      if (earlier.key === key) continue;
      yield earlier;
      if (++tried === ownTried) return;
    }
  }

  /** The recorded ones of the keys that an instance had, newest first; without what a newer micrograph recorded. */
  *#earlier(instance: string): Iterable<EarlierRecord> {
    for (const { key } of this.#store.history(this.#planner.graph.pipeline.name, instance).toReversed()) {
      const record = this.#store.records.get(key);
      if (record && isKnownFormat(record.manifest)) yield { key, instance, record };
    }
  }

  #neighboursOf(id: InstanceId): readonly EarlierRecord[] {
    const { graph } = this.#planner;
    const { name } = nodeOf(graph, id).template;
    const known = this.#neighbours.get(name);
    if (known) return known;
    const found: EarlierRecord[] = [];
    for (const [instance] of this.#store.historiesOf(graph.pipeline.name, name)) {
      const [newest] = this.#earlier(instance);
      if (newest) found.push(newest);
      if (found.length === neighboursTried) break;
    }
    this.#neighbours.set(name, found);
    return found;
  }
}

/** Of several that are as near the first. */
function nearest(candidates: Iterable<EarlierRecord>, manifest: Manifest): Comparison | undefined {
  let best: Comparison | undefined;
  for (const candidate of candidates) {
    const differences = manifestDifferences(candidate.record.manifest, manifest);
    if (!best || differences.length < best.differences.length) best = { ...candidate, differences };
    // Another key differs in something, so nothing is nearer.
    if (differences.length <= 1) return best;
  }
  return best;
}
