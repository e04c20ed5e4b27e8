import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEvent } from './event.js';

export interface EventLog {
  write(event: RunEvent): void;
  close(): void;
}

export function eventLogPath(storeFolder: string, run: string): string {
  return join(storeFolder, 'runs', run, 'events.jsonl');
}

/**
 * The event stream as JSON Lines, each with its time. Progress inside an epoch is left out, and
 * predictions are: they are of no use later.
 * Written line by line, so that a killed run leaves all that it told.
 */
export function openEventLog(storeFolder: string, run: string, now: () => number): EventLog {
  mkdirSync(join(storeFolder, 'runs', run), { recursive: true });
  const file = openSync(eventLogPath(storeFolder, run), 'a');
  return {
    write(event) {
      if (event.kind === 'instance-progress' || event.kind === 'run-predicted') return;
      writeFileSync(file, `${JSON.stringify({ at: new Date(now()).toISOString(), ...event })}\n`);
    },
    close: () => closeSync(file),
  };
}
