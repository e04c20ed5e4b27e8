import { type NodeKey, trajectoryKeyOf } from '../../cache/key/manifest.js';
import type { RecordStore } from '../../cache/records/record-store.js';
import { type InstanceId, nodeOf } from '../graph/graph.js';
import type { Planner } from './planner.js';

/** The training that an instance is a part of, and how far it is to go. */
export interface Trajectory {
  readonly key: NodeKey;
  readonly progress: number;
}

/** Undefined for an instance that is no training; its inputs must be known. */
export function trajectoryOf(planner: Planner, id: InstanceId): Trajectory | undefined {
  const param = nodeOf(planner.graph, id).template.definition.trajectory?.progress;
  if (param === undefined) return undefined;
  const manifest = planner.manifest(id);
  return { key: trajectoryKeyOf(manifest, param), progress: Number(manifest.params[param]) };
}

/** The epoch after which an instance that is to run goes on from a saved state, where there is one. */
export function savedProgress(
  planner: Planner,
  id: InstanceId,
  store: RecordStore | undefined,
): number | undefined {
  if (planner.state(id) !== 'run') return undefined;
  const trajectory = trajectoryOf(planner, id);
  const saved = (trajectory && store?.trajectories.get(trajectory.key)) ?? [];
  const usable = saved.filter(({ progress }) => progress <= trajectory!.progress);
  return usable.length === 0 ? undefined : Math.max(...usable.map(({ progress }) => progress));
}
