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

/** False only where the process is known to be gone: same host, and no such pid or another process under it. */
export function mayBeAlive(identity: ProcessIdentity): boolean {
  if (identity.host !== hostname()) return true;
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const start = processStart(identity.pid);
  return start === undefined || identity.processStart === 'unknown' || start === identity.processStart;
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
