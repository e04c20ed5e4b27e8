import type { Digest } from '../../cache/key/digest.js';
import type { Planning } from '../plan/make-plan.js';
import { trajectoryOf } from '../plan/trajectory.js';

/**
 * What a plan needs of the store: the keys of its instances, as far as they are known, and the trainings of those that
 * are to run, which may have a state to go on from.
 */
export function plannedKeys({ planner }: Planning): Digest[] {
  const keys: Digest[] = [];
  for (let id = 0; id < planner.graph.instanceCount; id++) {
    const key = planner.key(id);
    if (key === undefined) continue;
    keys.push(key);
    const trajectory = planner.state(id) === 'run' ? trajectoryOf(planner, id) : undefined;
    if (trajectory) keys.push(trajectory.key);
  }
  return keys;
}
