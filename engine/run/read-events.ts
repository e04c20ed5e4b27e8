import { existsSync, readFileSync } from 'node:fs';
import type { RunEvent } from './event.js';
import { eventLogPath } from './event-log.js';

export type LoggedEvent = RunEvent & { readonly at: string };

/** The events that a run logged; a last line that a kill cut short is left out. */
export function readEvents(storeFolder: string, run: string): LoggedEvent[] {
  const path = eventLogPath(storeFolder, run);
  if (!existsSync(path)) return [];
  return parseEvents(readFileSync(path, 'utf8'));
}

/** The events in a piece of a log, without lines that are not whole. */
export function parseEvents(text: string): LoggedEvent[] {
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as LoggedEvent];
    } catch {
      return [];
    }
  });
}
