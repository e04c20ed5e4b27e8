import type { RecordStore } from '../../cache/records/record-store.js';
import { type InstanceId, instanceName, nodeOf, variantOf } from '../graph/graph.js';
import type { Planning } from './make-plan.js';
import type { InstanceState } from './planner.js';
import { Reasons } from './reasons.js';

/** One instance of a plan; the shape that `plan --json` prints. */
export interface PlannedInstance {
  readonly instance: string;
  readonly node: string;
  readonly state: InstanceState;
  readonly reason: string;
  /** Missing while it depends on outputs not known yet. */
  readonly key?: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface PlanDescription {
  readonly pipeline: string;
  /** Instances that exist, left-out ones not counted. */
  readonly instances: number;
  /** Distinct keys known so far. */
  readonly unique: number;
  readonly counts: Readonly<Record<'cached' | 'run' | 'waiting' | 'shared' | 'leftOut', number>>;
  readonly plan: readonly PlannedInstance[];
}

/** @param wanted the instances asked for, with what they need; all where not given */
export function describePlan(
  { planner }: Planning,
  store: RecordStore | undefined,
  wanted?: ReadonlySet<InstanceId>,
): PlanDescription {
  const { graph } = planner;
  const reasons = new Reasons(planner, store);
  const all = Array.from({ length: graph.instanceCount }, (_, id) => id);
  const plan = all.flatMap((id): PlannedInstance[] | PlannedInstance => {
    if (wanted && !wanted.has(id)) return [];
    const node = nodeOf(graph, id);
    const key = planner.key(id);
    return {
      instance: instanceName(graph, id),
      node: node.template.name,
      state: planner.state(id),
      reason: reasons.of(id),
      ...(key !== undefined && { key }),
      params: variantOf(node, id - node.firstId).params,
    };
  });
  const count = (state: InstanceState) => plan.filter((instance) => instance.state === state).length;
  return {
    pipeline: graph.pipeline.name,
    instances: plan.length - count('leftOut'),
    unique: new Set(plan.flatMap(({ key }) => key ?? [])).size,
    counts: {
      cached: count('cached'),
      run: count('run'),
      waiting: count('waiting'),
      shared: count('shared'),
      leftOut: count('leftOut'),
    },
    plan,
  };
}

const stateWords: Readonly<Partial<Record<InstanceState, string>>> = { leftOut: 'left out', run: 'run' };

/** For people: counts, then per node and state the reasons, most telling first; instances that are alike in one line. */
export function planLines({ pipeline, instances, counts, plan }: PlanDescription): string[] {
  const left = counts.leftOut > 0 ? `, ${counts.leftOut} left out` : '';
  const head = `${pipeline}: ${instances} instances`;
  if (counts.cached === instances) return [`${head}, all cached${left}`];
  const shared = counts.shared > 0 ? `, ${counts.shared} the same as another` : '';
  const lines = [
    `${head}: ${counts.cached} cached, ${counts.run} to run, ${counts.waiting} waiting${shared}${left}`,
  ];
  const groups = new Map<string, PlannedInstance[]>();
  for (const instance of plan) {
    const id = JSON.stringify([instance.node, instance.state, instance.reason]);
    const group = groups.get(id);
    if (group) group.push(instance);
    else groups.set(id, [instance]);
  }
  for (const [first, ...others] of groups.values()) {
    if (!first) continue;
    const more = others.length === 0 ? first.instance : `${first.node} × ${others.length + 1}`;
    lines.push(`  ${(stateWords[first.state] ?? first.state).padEnd(8)}  ${more}  (${first.reason})`);
    if (others.length > 0 && first.state !== 'cached') lines.push(...examples([first, ...others]));
  }
  return lines;
}

const examplesShown = 4;

function examples(group: readonly PlannedInstance[]): string[] {
  const shown = group.slice(0, examplesShown).map(({ instance }) => `            ${instance}`);
  const rest = group.length - shown.length;
  return rest > 0 ? [...shown, `            and ${rest} more`] : shown;
}
