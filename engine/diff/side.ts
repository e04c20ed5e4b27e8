import { isKnownFormat, type Manifest, type NodeKey } from '../../cache/key/manifest.js';
import type { RecordedOutputs, RunRecord } from '../../cache/records/record.js';
import type { RecordStore } from '../../cache/records/record-store.js';
import type { JsonObject } from '../document/pipeline.js';
import { instanceName } from '../graph/graph.js';
import { type ListingOf, listingsNow } from '../plan/file-differences.js';
import type { Planning } from '../plan/make-plan.js';
import { RecordLookup } from '../plan/record-lookup.js';
import { readEvents } from '../run/read-events.js';

/** One of two things that are compared: what a run did, or what a pipeline asks for. */
export interface Side {
  /** What the user called it. */
  readonly name: string;
  /** Undefined for runs of before documents were stored. */
  readonly document: JsonObject | undefined;
  readonly instances: ReadonlyMap<string, SideInstance>;
}

export interface SideInstance {
  /** Undefined where it depends on outputs that are not known. */
  readonly key: NodeKey | undefined;
  /** Undefined where nothing is known of what the key is made of. */
  manifest(): Manifest | undefined;
  /** Which files the manifest's digests stand for. */
  readonly listing: ListingOf;
  /** Undefined where there is no result. */
  outputs(): RecordedOutputs | undefined;
}

export function sideOfPlan(name: string, planning: Planning): Side {
  const { planner } = planning;
  const { graph } = planner;
  const ids = Array.from({ length: graph.instanceCount }, (_, id) => id);
  const instances = ids
    .filter((id) => !graph.leftOut.has(id) && planner.state(id) !== 'notPromoted')
    .map((id): [string, SideInstance] => [
      instanceName(graph, id),
      {
        key: planner.key(id),
        manifest: () => planner.manifestSoFar(id),
        listing: listingsNow(planning, id),
        outputs: () => planner.outputs(id),
      },
    ]);
  return { name, document: graph.pipeline.document(), instances: new Map(instances) };
}

/** From what was known when the run began, and what it told since. */
export function sideOfRun(run: RunRecord, store: RecordStore, storeFolder: string): Side {
  const snapshot = run.snapshot === undefined ? undefined : store.plans.snapshot(run.snapshot);
  const list = run.keys === undefined ? [] : store.plans.keys(run.keys);
  const keys = new Map<string, NodeKey | undefined>();
  for (const [id, name] of snapshot?.instances.entries() ?? []) if (name !== null) keys.set(name, list[id]);
  for (const event of readEvents(storeFolder, run.id)) {
    if ('key' in event && event.key !== '') keys.set(event.instance, event.key);
    if (event.kind === 'instance-not-promoted') keys.delete(event.instance);
  }
  // Those that were not promoted by decisions of earlier runs are not told of again; all others have keys by the end.
  if (run.state === 'done' && run.counts['notPromoted'])
    for (const [instance, key] of keys) if (key === undefined) keys.delete(instance);
  const lookup = new RecordLookup(store, storeFolder);
  const instanceOf = (key: NodeKey | undefined): SideInstance => {
    const record = () => (key === undefined ? undefined : store.records.get(key));
    return {
      key,
      manifest: () => {
        const manifest = record()?.manifest;
        return manifest && isKnownFormat(manifest) ? manifest : undefined;
      },
      listing: (param) => lookup.listing(record(), param),
      outputs: () => (key === undefined ? undefined : store.outputs.get(key)),
    };
  };
  const instances = Array.from(keys, ([name, key]) => [name, instanceOf(key)] as const);
  return {
    name: run.id,
    document: snapshot?.document as JsonObject | undefined,
    instances: new Map(instances),
  };
}
