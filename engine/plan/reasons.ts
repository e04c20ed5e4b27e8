import { keyFormat } from '../../cache/key/manifest.js';
import type { RecordStore } from '../../cache/records/record-store.js';
import { type InstanceId, instanceName, nodeOf } from '../graph/graph.js';
import { notPromotedReason } from '../search/promotion.js';
import { type Cause, Causes } from './causes.js';
import { changedFieldsText, differencesText, differenceText } from './difference-texts.js';
import { type ExplainedDifference, FileDifferences, listingsNow } from './file-differences.js';
import type { Planning } from './make-plan.js';
import { type Comparison, NearestRecords } from './nearest-record.js';
import type { Planner } from './planner.js';
import { savedProgress } from './trajectory.js';

/** Why an instance is in its state, in a few words. */
export interface Reason {
  readonly text: string;
  /** The same without what is the instance's own, to speak of many at once. */
  readonly general: string;
  /** The epoch after which a training goes on from a saved state. */
  readonly goesOnAfter?: number;
}

/** Says why instances are in their state, by what is recorded of earlier ones. Made for one plan. */
export class Reasons {
  readonly #planning: Planning;
  readonly #planner: Planner;
  readonly #store: RecordStore | undefined;
  readonly #nearest: NearestRecords | undefined;
  readonly #files = new FileDifferences();
  readonly #causes: Causes | undefined;

  constructor(planning: Planning, store: RecordStore | undefined) {
    this.#planning = planning;
    this.#planner = planning.planner;
    this.#store = store;
    this.#nearest = store && new NearestRecords(planning.planner, store);
    this.#causes =
      this.#nearest &&
      new Causes(planning.planner, this.#nearest, (id, comparison) => this.explained(id, comparison));
  }

  /** Against the nearest earlier record, field by field; undefined where the node has never run, or is not to run there. */
  compare(id: InstanceId): Comparison | undefined {
    const state = this.#planner.state(id);
    return state === 'leftOut' || state === 'notPromoted' ? undefined : this.#nearest?.of(id);
  }

  /** The differences of a comparison, with the files behind digests. */
  explained(id: InstanceId, { differences, record }: Comparison): readonly ExplainedDifference[] {
    const { lookup } = this.#planning;
    const before = (param: string) => lookup.listing(record, param);
    return this.#files.explain(differences, before, listingsNow(this.#planning, id));
  }

  /** What changed first, so that these differences came about. */
  causes(id: InstanceId, comparison: Comparison): readonly Cause[] {
    return this.#causes?.of(id, comparison) ?? [];
  }

  of(id: InstanceId): Reason {
    const planner = this.#planner;
    const { graph } = planner;
    switch (planner.state(id)) {
      case 'leftOut':
        return alike(graph.leftOut.get(id) ?? '');
      case 'cached':
        return alike(
          this.#planning.lookup.evicted.has(planner.key(id) ?? '')
            ? 'its result is known; nothing needs its content, which was let go'
            : 'its result is recorded',
        );
      case 'shared': {
        const leader = instanceName(graph, planner.leader(id)!);
        return { text: `the same computation as ${leader}`, general: 'the same computation as another' };
      }
      case 'waiting': {
        const decision = planner.promotion?.awaited(id);
        return alike(`waits for ${decision ?? unknownProducers(planner, id).join(', ')}`);
      }
      case 'notPromoted':
        return notPromotedReason(planner.promotion, id);
      case 'blocked':
        return alike(`${instanceName(graph, planner.blockedBy(id)!)} failed`);
      case 'run':
        return this.#ofRun(id);
      case 'done':
      case 'failed':
        return alike('');
    }
  }

  /** Whether the nearest earlier record's key was made in another way than keys are now. */
  hasEarlierKeyFormat(id: InstanceId): boolean {
    const comparison = this.compare(id);
    return comparison !== undefined && comparison.record.manifest.format !== keyFormat;
  }

  #ofRun(id: InstanceId): Reason {
    const goesOnAfter = savedProgress(this.#planner, id, this.#store);
    return {
      ...this.#whyRun(id, goesOnAfter !== undefined),
      ...(goesOnAfter !== undefined && { goesOnAfter }),
    };
  }

  #whyRun(id: InstanceId, isBegun: boolean): Reason {
    const key = this.#planner.key(id);
    if (key !== undefined && this.#store?.evicted.doesExist(key))
      return alike('its content was let go and is needed again');
    if (key !== undefined && this.#store?.records.get(key))
      return alike('its recorded result is damaged or missing');
    const comparison = this.compare(id);
    const instance = instanceName(this.#planner.graph, id);
    if (comparison?.instance === instance) return changed(this.explained(id, comparison));
    if (isBegun) return alike('begun, but not finished');
    if (!comparison) return alike('never run before');
    const { text } = changed(this.explained(id, comparison));
    return { text: `never run before; ${text} against ${comparison.instance}`, general: 'never run before' };
  }
}

function alike(text: string): Reason {
  return { text, general: text };
}

function changed(differences: readonly ExplainedDifference[]): Reason {
  const format = differences.find(({ field }) => field === 'format');
  // Between formats, fields that mean the same may be written in another way.
  if (format) return alike(differenceText(format));
  return { text: differencesText(differences), general: changedFieldsText(differences) };
}

/** Names of the nodes that feed an instance and whose outputs are not known yet. */
function unknownProducers(planner: Planner, id: InstanceId): string[] {
  const { graph } = planner;
  const node = nodeOf(graph, id);
  const isUnknown = (producer: InstanceId) => planner.outputs(producer) === undefined;
  const names = node.inputs
    .filter((input) => planner.producers(id, input).some(isUnknown))
    .map((input) => input.reference.node);
  return [...new Set(names)];
}
