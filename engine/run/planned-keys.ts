import type { Digest } from '../../cache/key/digest.js';
import type { Planning } from '../plan/make-plan.js';
import { trajectoryOf } from '../plan/trajectory.js';

/**
 * What a plan needs of the store: the keys of its instances by their numbers, undefined where one is not known, and
 * after them the trainings of those that are to run, which may have a state to go on from.
 */
export function plannedKeys({ planner }: Planning): (Digest | undefined)[] {
  const keys: (Digest | undefined)[] = [];
  const trajectories: Digest[] = [];
  for (let id = 0; id < planner.graph.instanceCount; id++) {
    keys.push(planner.key(id));
    const trajectory = planner.state(id) === 'run' ? trajectoryOf(planner, id) : undefined;
    if (trajectory) trajectories.push(trajectory.key);
  }
  return keys.concat(trajectories);
}
