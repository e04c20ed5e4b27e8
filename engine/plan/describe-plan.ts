import type { RecordStore } from '../../cache/records/record-store.js';
import { type InstanceId, instanceName, nodeOf, variantOf } from '../graph/graph.js';
import { type KeyFormatChange, keyFormatChange } from './key-format-change.js';
import type { Planning } from './make-plan.js';
import type { InstanceState } from './planner.js';
import { groupReasons, type ReasonGroup } from './reason-groups.js';
import { Reasons } from './reasons.js';

/** One instance of a plan; the shape that `plan --json` prints. */
export interface PlannedInstance {
  readonly instance: string;
  readonly node: string;
  readonly state: InstanceState;
  readonly reason: string;
  /** The epoch after which a training goes on from a saved state. */
  readonly goesOnAfter?: number;
  /** Missing while it depends on outputs not known yet. */
  readonly key?: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface PlanDescription {
  readonly pipeline: string;
  /** Instances that exist: those that are left out, or that a search stopped, are not counted. */
  readonly instances: number;
  /** Distinct keys known so far. */
  readonly unique: number;
  readonly counts: Readonly<
    Record<'cached' | 'run' | 'waiting' | 'shared' | 'leftOut' | 'notPromoted', number>
  >;
  /** Where what is recorded was recorded under keys made in another way, and so is of no use. */
  readonly keyFormat?: KeyFormatChange;
  /** Instances that are in the same state for the same reason; those that run first. */
  readonly reasons: readonly ReasonGroup[];
  readonly plan: readonly PlannedInstance[];
}

/** @param wanted the instances asked for, with what they need; all where not given */
export function describePlan(
  planning: Planning,
  store: RecordStore | undefined,
  wanted?: ReadonlySet<InstanceId>,
): PlanDescription {
  const { planner } = planning;
  const { graph } = planner;
  const reasons = new Reasons(planning, store);
  const all = Array.from({ length: graph.instanceCount }, (_, id) => id);
  const ids = all.filter((id) => !wanted || wanted.has(id));
  const given = ids.map((id) => reasons.of(id));
  const plan = given.map(({ text, goesOnAfter }, at): PlannedInstance => {
    const id = ids[at]!;
    const node = nodeOf(graph, id);
    const key = planner.key(id);
    return {
      instance: instanceName(graph, id),
      node: node.template.name,
      state: planner.state(id),
      reason: text,
      ...(goesOnAfter !== undefined && { goesOnAfter }),
      ...(key !== undefined && { key }),
      params: variantOf(node, id - node.firstId).params,
    };
  });
  const count = (state: InstanceState) => plan.filter((instance) => instance.state === state).length;
  const keyFormat = keyFormatChange(planner, reasons);
  return {
    pipeline: graph.pipeline.name,
    instances: plan.length - count('leftOut') - count('notPromoted'),
    unique: new Set(plan.flatMap(({ key }) => key ?? [])).size,
    counts: {
      cached: count('cached'),
      run: count('run'),
      waiting: count('waiting'),
      shared: count('shared'),
      leftOut: count('leftOut'),
      notPromoted: count('notPromoted'),
    },
    ...(keyFormat && { keyFormat }),
    reasons: groupReasons(plan, given),
    plan,
  };
}
