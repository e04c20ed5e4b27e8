import { reasonOf, StoreError } from './store-error.js';

/** What lmdb rejects a write with, whose commit failed: why it did comes later. */
interface CommitFailed extends Error {
  readonly commitError: Promise<never>;
}

export function isFailedCommit(error: unknown): error is CommitFailed {
  return (error as Partial<CommitFailed>).commitError !== undefined;
}

/** Why a write failed: what the disk said, where it is that. */
export async function writeError(error: unknown): Promise<unknown> {
  if (!isFailedCommit(error)) return error;
  const why = await error.commitError.catch(reasonOf);
  return new StoreError(`cannot write to the store: ${why}`);
}

const { error: tell } = console;
/** lmdb tells the console of a failed commit, with a stack, what it tells those who wait for it, too. */
console.error = (...things: unknown[]) => {
  const [error] = things;
  // Only lmdb's errors have numbers for codes.
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'number')) tell(...things);
};
