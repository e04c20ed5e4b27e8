import { inputName } from '../../cache/key/manifest-differences.js';
import { type InstanceId, instanceName, nodeOf, producersOf } from '../graph/graph.js';
import { differenceText } from './difference-texts.js';
import type { ExplainedDifference } from './file-differences.js';
import type { Comparison, NearestRecords } from './nearest-record.js';
import type { Planner } from './planner.js';

/** Something that changed by itself, not because what feeds it did: the root of why an instance has another key. */
export interface Cause {
  /** Where it changed. */
  readonly instance: string;
  readonly difference: ExplainedDifference;
  /** What lies between that instance and the one asked for, nearest to the root first. */
  readonly through: readonly string[];
}

/** A comparison's differences, with the files behind digests. */
type Explain = (id: InstanceId, comparison: Comparison) => readonly ExplainedDifference[];

type Feeders = ReadonlyMap<string, { readonly producer: InstanceId; readonly output: string }>;

/** Follows differences upstream, from inputs to what made them, until something is found that is no input. */
export class Causes {
  readonly #planner: Planner;
  readonly #nearest: NearestRecords;
  readonly #explain: Explain;
  readonly #known = new Map<string, readonly Cause[]>();

  constructor(planner: Planner, nearest: NearestRecords, explain: Explain) {
    this.#planner = planner;
    this.#nearest = nearest;
    this.#explain = explain;
  }

  /** Each change once, however many ways it came. */
  of(id: InstanceId, comparison: Comparison): readonly Cause[] {
    const { key } = comparison;
    const known = this.#known.get(`${id} ${key}`);
    if (known) return known;
    const instance = instanceName(this.#planner.graph, id);
    const feeders = this.#feeders(id);
    const found = new Map<string, Cause>();
    for (const difference of this.#explain(id, comparison)) {
      const upstream = this.#upstream(difference, feeders, comparison.instance === instance);
      const causes = upstream.length > 0 ? upstream : [{ instance, difference, through: [] }];
      for (const cause of causes) {
        const name = `${cause.instance} ${differenceText(cause.difference)}`;
        if (!found.has(name)) found.set(name, cause);
      }
    }
    const causes = [...found.values()];
    this.#known.set(`${id} ${key}`, causes);
    return causes;
  }

  /** The causes of one differing input; none where the difference is no input, or who made the earlier one is not known. */
  #upstream(difference: ExplainedDifference, feeders: Feeders, isOwn: boolean): readonly Cause[] {
    const feeder = feeders.get(difference.field);
    if (!feeder || typeof difference.before !== 'string') return [];
    const { producer, output } = feeder;
    const maker = this.#nearest.maker(producer, output, difference.before);
    // What another point was made of came from other points: they are as near as that one.
    const comparison = maker ?? (isOwn ? undefined : this.#nearest.of(producer));
    const name = instanceName(this.#planner.graph, producer);
    const causes = comparison ? this.of(producer, comparison) : [];
    return causes.map((cause) =>
      cause.instance === name ? cause : { ...cause, through: [...cause.through, name] },
    );
  }

  /** Who feeds an instance, by fields such as `inputs.scores[seed=1]`. */
  #feeders(id: InstanceId): Feeders {
    const { graph } = this.#planner;
    const node = nodeOf(graph, id);
    const feeders = new Map<string, { producer: InstanceId; output: string }>();
    for (const input of node.inputs) {
      const { port, output } = input.reference;
      const { space, firstId } = input.producer;
      for (const producer of producersOf(graph, input, node.space, id - node.firstId)) {
        const at = input.gathered ? space.labelsAt(producer - firstId) : undefined;
        feeders.set(`inputs.${inputName(port, at)}`, { producer, output });
      }
    }
    return feeders;
  }
}
