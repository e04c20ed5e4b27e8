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
  readonly state: InstanceState;
  readonly reason: string;
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

/**
 * What runs first, then what waits; what is left out last. `reasons` are the instances', of which `general` is without
 * what is the instance's own.
 */
export function groupReasons(
  plan: readonly Reasoned[],
  reasons: readonly { readonly general: string }[],
): ReasonGroup[] {
  const generals = new Map(plan.map((instance, at) => [instance, reasons[at]!.general]));
  const byState = groupBy(plan, ({ state }) => state);
  const alike = order.flatMap((state) => [
    ...groupBy(byState.get(state) ?? [], (each) => `${each.goesOnAfter} ${generals.get(each)}`).values(),
  ]);
  return alike.flatMap((group) => {
    const { state, goesOnAfter } = group[0]!;
    const exact = groupBy(group, ({ reason }) => reason);
    const groups = exact.size > alikeShown ? new Map([[generals.get(group[0]!)!, group]]) : exact;
    return Array.from(groups, ([reason, members]) => ({
      state,
      reason,
      ...(goesOnAfter !== undefined && { goesOnAfter }),
      instances: members.map(({ instance }) => instance),
    }));
  });
}
