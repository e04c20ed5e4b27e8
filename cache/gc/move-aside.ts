import { renameSync, type Stats, statSync } from 'node:fs';

/**
 * Moves a file to another name, where `isWanted` still says so once it is out of the way: until then somebody may have
 * put new content in its place, which is put back. Returns whether it was moved.
 */
export function moveAside(path: string, to: string, isWanted: (moved: Stats) => boolean): boolean {
  try {
    renameSync(path, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
  if (isWanted(statSync(to))) return true;
  renameSync(to, path);
  return false;
}
