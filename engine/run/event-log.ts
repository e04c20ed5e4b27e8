import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEvent } from './event.js';

export function eventLogPath(storeFolder: string, run: string): string {
  return join(storeFolder, 'runs', run, 'events.jsonl');
}

/**
 * The event stream as JSON Lines, each with its time. Progress inside an epoch is left out: it is of no use later.
 * Written line by line, so that a killed run leaves all that it told.
 */
export function openEventLog(storeFolder: string, run: string, now: () => number): (event: RunEvent) => void {
  const path = eventLogPath(storeFolder, run);
  mkdirSync(join(storeFolder, 'runs', run), { recursive: true });
  return (event) => {
    if (event.kind === 'instance-progress') return;
    appendFileSync(path, `${JSON.stringify({ at: new Date(now()).toISOString(), ...event })}\n`);
  };
}
