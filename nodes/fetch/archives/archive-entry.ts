/** What an archive has under one name. */
export interface ArchiveEntry {
  /** As the archive says it. */
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'other';
  /** Why it cannot be taken: "is a link to ../x"; every entry of kind `other` has one. */
  readonly problem?: string;
  /** As the archive says it, where it does: content of another size is an error. */
  readonly sizeBytes?: number;
  /** To be called at most once, and to be read to its end before the next entry is asked for. */
  content(): AsyncIterable<Buffer>;
}

/** An archive that is damaged, cut off, or made to do harm. The message goes on after its name: "is cut off". */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

/** Says of whatever a decoder throws that the archive is damaged; what the system throws on reading it goes on as it is. */
export async function* asArchiveErrors<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* items;
  } catch (error) {
    if (error instanceof ArchiveError || (error as NodeJS.ErrnoException).syscall !== undefined) throw error;
    throw new ArchiveError(`is damaged or cut off: ${(error as Error).message}`);
  }
}
