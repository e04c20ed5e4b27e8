import { existsSync, readFileSync } from 'node:fs';
import type { RunEvent } from './event.js';
import { eventLogPath } from './event-log.js';

export type LoggedEvent = RunEvent & { readonly at: string };

/** The events that a run logged; a last line that a kill cut short is left out. */
export function readEvents(storeFolder: string, run: string): LoggedEvent[] {
  const path = eventLogPath(storeFolder, run);
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as LoggedEvent];
      } catch {
        return [];
      }
    });
}
