import type { RunEvent } from '../../engine/run/event.js';
import { eventLine } from './event-line.js';

/** A plain line for each event of a run, in their order, but for what an earlier line told already. */
export function plainLines(): (event: RunEvent) => string | undefined {
  const fetched = new Set<string>();
  return (event) => {
    if (event.kind === 'instance-fetched') fetched.add(event.instance);
    // That a result is recorded from now on is what fetching it means.
    if (event.kind === 'instance-cached' && fetched.delete(event.instance)) return undefined;
    return eventLine(event);
  };
}
