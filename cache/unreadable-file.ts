import { diskError } from './disk-error.js';
import { StoreError } from './records/store-error.js';

/** A file of the store that is there but is not given out. Whether its content is as it should be, nobody knows. */
export class UnreadableFile extends StoreError {
  constructor(path: string, error: unknown) {
    super(`cannot read ${path}: ${diskError(error) ?? (error as Error).message}`);
  }
}

/** What to make of an error of reading a file of the store: undefined where it is not there. */
export function missingAsUndefined(path: string): (error: unknown) => undefined {
  return (error) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UnreadableFile(path, error);
  };
}
