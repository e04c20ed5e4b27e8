/** What a disk refuses, by the system's code; not what a user's file does. */
const refusals: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'a file is too large for the disk',
  // lmdb says so, too, of a write that stopped short, as on a full disk.
  EIO: 'the disk failed, or is full (input/output error)',
  EROFS: 'the disk is read-only',
};

/** Says what the disk refused; undefined for an error that is of another kind, or of what a node reads. */
export function diskError(error: unknown): string | undefined {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return code === undefined || syscall === 'read' ? undefined : refusals[code];
}
