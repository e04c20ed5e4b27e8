/** What a disk refuses, by the system's code. */
const refusals: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'a file is too large for the disk',
  // lmdb says so, too, of a write that stopped short, as on a full disk.
  EIO: 'the disk failed, or is full (input/output error)',
  EROFS: 'the disk is read-only',
};

/** Says what the disk refused; undefined for an error that is of another kind. */
export function diskError(error: unknown): string | undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return undefined;
  return isReadError(error) ? 'the disk failed (input/output error)' : refusals[code];
}

/** Whether the disk failed to give out what was to be read. */
export function isReadError(error: unknown): boolean {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return code === 'EIO' && syscall === 'read';
}
