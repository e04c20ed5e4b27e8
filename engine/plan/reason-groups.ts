import { groupBy } from '../group-by.js';
import type { InstanceState } from './planner.js';

/** Instances that are in the same state for the same reason. */
export interface ReasonGroup {
  readonly state: InstanceState;
  readonly reason: string;
  /** The epoch after which all of them go on from a saved state. */
  readonly goesOnAfter?: number;
  readonly instances: readonly string[];
}

interface Reasoned {
  readonly instance: string;
  readonly node: string;
  readonly state: InstanceState;
  readonly reason: string;
  /** The reason without what is the instance's own. */
  readonly general: string;
  readonly goesOnAfter?: number;
}

/** Where more reasons than these differ only in what is the instances' own, that is left out. */
const alikeShown = 4;

const order: readonly InstanceState[] = [
  'run',
  'waiting',
  'shared',
  'failed',
  'blocked',
  'done',
  'cached',
  'notPromoted',
  'leftOut',
];

/** What runs first, then what waits; what is left out last. */
export function groupReasons(plan: readonly Reasoned[]): ReasonGroup[] {
  const sorted = plan.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const alike = groupBy(sorted, ({ state, general, goesOnAfter }) =>
    JSON.stringify([state, general, goesOnAfter]),
  );
  return [...alike.values()].flatMap((group) => {
    const { state, general, goesOnAfter } = group[0]!;
    const exact = groupBy(group, ({ reason }) => reason);
    const groups = exact.size > alikeShown ? new Map([[general, group]]) : exact;
    return Array.from(groups, ([reason, members]) => ({
      state,
      reason,
      ...(goesOnAfter !== undefined && { goesOnAfter }),
      instances: members.map(({ instance }) => instance),
    }));
  });
}
