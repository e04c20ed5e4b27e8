import type { RecordStore } from '../../cache/records/record-store.js';
import type { Variant } from '../document/pipeline.js';
import { type GraphInput, type InstanceId, nodeOf, producersOf, variantOf } from '../graph/graph.js';
import type { Planning } from '../plan/make-plan.js';
import { trajectoryOf } from '../plan/trajectory.js';
import { type Kind, kindOf } from './kind.js';
import type { Amount } from './timings.js';

/** What there is to do for each instance of a plan, as far as it is known before it is done. */
export class Workloads {
  readonly #planning: Planning;
  readonly #kinds = new Map<Variant, Kind>();
  readonly #gathered = new Map<readonly InstanceId[], number>();

  constructor(planning: Planning) {
    this.#planning = planning;
  }

  kind(id: InstanceId): Kind {
    const { template } = this.#node(id);
    const variant = this.#variant(id);
    const known = this.#kinds.get(variant) ?? kindOf(template.definition, variant.params);
    this.#kinds.set(variant, known);
    return known;
  }

  isLight(id: InstanceId): boolean {
    return this.#node(id).template.definition.light === true;
  }

  /** Epochs asked for, of a training. */
  progress(id: InstanceId): number | undefined {
    const param = this.#node(id).template.definition.trajectory?.progress;
    return param === undefined ? undefined : Number(this.#variant(id).params[param]);
  }

  /** How far its training has come in earlier runs. */
  savedProgress(id: InstanceId, records: RecordStore | undefined): number {
    const { planner } = this.#planning;
    const trajectory = planner.key(id) === undefined ? undefined : trajectoryOf(planner, id);
    if (!trajectory) return 0;
    const saved = records?.trajectories.get(trajectory.key) ?? [];
    return Math.max(
      0,
      ...saved.map(({ progress }) => progress).filter((each) => each <= trajectory.progress),
    );
  }

  /** The same for instances of one training, whatever their progress. */
  trajectory(id: InstanceId): string {
    const node = this.#node(id);
    const { trajectory } = node.template.definition;
    const { [trajectory?.progress ?? '']: _progress, ...params } = this.#variant(id).params;
    const producers = node.inputs.map((input) => this.#producers(input, id));
    return JSON.stringify([node.template.name, params, producers]);
  }

  /** Bytes of its inputs, else the number of the user's files; undefined while an input is not there yet. */
  size(id: InstanceId): Amount['size'] {
    const { inputs } = this.#node(id);
    if (inputs.length === 0)
      return Object.values(this.#planning.files.files(this.#variant(id))).flat().length;
    let total = 0;
    for (const input of inputs) {
      const bytes = this.#bytes(input, id);
      if (bytes === undefined) return undefined;
      total += bytes;
    }
    return total;
  }

  #bytes(input: GraphInput, id: InstanceId): number | undefined {
    const producers = this.#producers(input, id);
    const known = this.#gathered.get(producers);
    if (known !== undefined) return known;
    let total = 0;
    for (const producer of producers) {
      const artifact = this.#planning.planner.outputs(producer)?.[input.reference.output];
      if (!artifact) return undefined;
      for (const { sizeBytes } of artifact.files) total += sizeBytes;
    }
    // One list is shared by all that gather it: each would add up the same anew.
    if (input.gathered) this.#gathered.set(producers, total);
    return total;
  }

  #producers(input: GraphInput, id: InstanceId): readonly InstanceId[] {
    const { space, firstId } = this.#node(id);
    return producersOf(this.#planning.planner.graph, input, space, id - firstId);
  }

  #node(id: InstanceId) {
    return nodeOf(this.#planning.planner.graph, id);
  }

  #variant(id: InstanceId): Variant {
    const node = this.#node(id);
    return variantOf(node, id - node.firstId);
  }
}
