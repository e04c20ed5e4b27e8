import type { InstanceId } from '../graph/graph.js';
import type { Lane } from './plan-schedule.js';
import type { Amounts } from './slots.js';

/** How many instances may be under way per cpu, GPU or unit of a limit: one runs while the next takes its lease or commits its record. */
const underWayPerSlot = 2;
/** Light instances take no slot. So many at a time share the sync that makes their results durable. */
const lightUnderWay = 256;

/** A lane for each thing that instances wait for, so that those who wait for one hold up nobody who does not need it. */
export function lanesOf(options: {
  readonly isLight: (id: InstanceId) => boolean;
  readonly needsOf: (id: InstanceId) => Amounts;
  readonly cpus: number;
  readonly gpus: number;
  readonly limits: Readonly<Record<string, number>>;
  /** How many of those under way wait for another instance, and so leave room for one more. */
  readonly waiting: () => number;
}): readonly Lane[] {
  const { isLight, needsOf, cpus, gpus, limits, waiting } = options;
  const lane = (slots: number, needs: (amounts: Amounts) => boolean): Lane => ({
    accepts: (id) => needs(needsOf(id)),
    capacity: () => underWayPerSlot * slots + waiting(),
  });
  return [
    { accepts: isLight, capacity: () => lightUnderWay + waiting() },
    ...(gpus > 0 ? [lane(gpus, (needs) => needs.gpus > 0)] : []),
    ...Object.entries(limits).map(([name, amount]) => lane(amount, (needs) => (needs.limits[name] ?? 0) > 0)),
    lane(cpus, ({ memoryBytes }) => memoryBytes > 0),
    lane(cpus, () => true),
  ];
}
