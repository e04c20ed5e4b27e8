import { keyFormats } from '../../cache/key/key-formats.js';
import type { Planner } from './planner.js';
import type { Reasons } from './reasons.js';

/** Keys are made in another way than when results were recorded, so that these are not found. */
export interface KeyFormatChange {
  readonly format: number;
  /** The first version of micrograph with it. */
  readonly since: string;
  readonly because: string;
  /** How many instances have a result under an earlier format, and none under this one. */
  readonly instances: number;
}

export function keyFormatChange(planner: Planner, reasons: Reasons): KeyFormatChange | undefined {
  const ids = Array.from({ length: planner.graph.instanceCount }, (_, id) => id);
  const idsIn = (state: string) => ids.filter((id) => planner.state(id) === state);
  const running = idsIn('run').filter((id) => reasons.hasEarlierKeyFormat(id));
  // What waits does so for something that runs: where nothing runs because of its format, that need not be looked at.
  if (running.length === 0) return undefined;
  const waiting = idsIn('waiting').filter((id) => reasons.hasEarlierKeyFormat(id));
  return { ...keyFormats.at(-1)!, instances: running.length + waiting.length };
}
