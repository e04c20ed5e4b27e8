import { getSystemErrorName } from 'node:util';
import { diskError } from '../disk-error.js';

/** Thrown where a store cannot be used; the message is for the user. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/** What went wrong with the store in a folder, said for the user; our own bugs as they are. */
export function asStoreError(error: unknown, folder: string): Error {
  if (error instanceof StoreError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (message.startsWith('bug:')) return error as Error;
  if (code === 'EROFS' || code === 'EACCES')
    return new StoreError(`the store ${folder} cannot be written to`);
  return new StoreError(`cannot open the store ${folder}: ${reasonOf(error)}`);
}

/** Why lmdb or the system refused something. lmdb's codes are the system's numbers, and negative ones of its own. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as { readonly code?: unknown; readonly message: string };
  const isNumber = typeof code === 'number' && code > 0;
  return diskError(isNumber ? { code: getSystemErrorName(-code) } : error) ?? message;
}
