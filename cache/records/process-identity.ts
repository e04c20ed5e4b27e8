import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Names one process so that another can tell whether it still lives. */
export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  readonly processStart: string;
}

export function thisProcess(): ProcessIdentity {
  return { host: hostname(), pid: process.pid, processStart: processStart(process.pid) ?? 'unknown' };
}

/** Whether a process lives: known for those of this machine, unknown for others. */
export function processState(identity: ProcessIdentity): 'alive' | 'gone' | 'unknown' {
  if (identity.host !== hostname()) return 'unknown';
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return 'gone';
  }
  const start = processStart(identity.pid);
  if (start === undefined || identity.processStart === 'unknown') return 'unknown';
  return start === identity.processStart ? 'alive' : 'gone';
}

/** Field 22 of /proc/PID/stat; undefined where the system has no such file. */
function processStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
