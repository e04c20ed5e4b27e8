import { readdirSync, readFileSync } from 'node:fs';

/** A process and all that it started, directly or not, as far as the system tells (Linux does). */
export function processTree(pid: number): number[] {
  const found = [pid];
  // It grows while it is gone through.
  for (const parent of found) found.push(...childrenOf(parent));
  return found;
}

/** The memory that the processes hold at the moment; 0 for those that are gone. */
export function residentBytes(pids: readonly number[]): number {
  const kibibytes = pids.map((pid) => Number(/^VmRSS:\s+(\d+)/m.exec(text(`/proc/${pid}/status`))?.[1] ?? 0));
  return 1024 * kibibytes.reduce((sum, each) => sum + each, 0);
}

/** Ends a process and all that it started, now. */
export function killTree(pid: number): void {
  for (const each of processTree(pid)) {
    try {
      process.kill(each, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

function childrenOf(pid: number): number[] {
  const threads = names(`/proc/${pid}/task`);
  return threads.flatMap((thread) =>
    text(`/proc/${pid}/task/${thread}/children`).split(' ').map(Number).filter(Boolean),
  );
}

/** Nothing where the process is gone, or the system has no such folder. */
function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function text(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
