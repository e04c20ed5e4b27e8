import type { Planner } from '../plan/planner.js';
import type { StateCounts } from './event.js';

/** How many instances are in each state; one that still waits for another with its key counts as waiting. */
export function countStates(planner: Planner): StateCounts {
  const counts = {
    leftOut: 0,
    notPromoted: 0,
    waiting: 0,
    cached: 0,
    run: 0,
    shared: 0,
    done: 0,
    failed: 0,
    blocked: 0,
  };
  for (let id = 0; id < planner.graph.instanceCount; id++) {
    const state = planner.state(id);
    counts[state === 'shared' && planner.outputs(id) === undefined ? 'waiting' : state]++;
  }
  return counts;
}

/** How many instances these counts leave in the run: those that are neither left out nor given up by a search. */
export const presentCount = (planner: Planner, counts: StateCounts): number =>
  planner.graph.instanceCount - counts.leftOut - counts.notPromoted;
