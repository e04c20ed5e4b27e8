import { RecordStore } from '../../cache/records/record-store.js';
import { storeFolderHere } from '../../engine/project/project.js';
import { UserError } from '../user-error.js';

export interface StoreOptions {
  readonly store?: string;
  readonly json?: true;
}

/** The store of the project here, for reading; a `UserError` where there is none. */
export async function openStoreHere({
  store,
}: StoreOptions): Promise<{ folder: string; records: RecordStore }> {
  const folder = await storeFolderHere({ store, environment: process.env });
  const records = RecordStore.openExisting(folder);
  if (!records)
    throw UserError.of(`there is no store at ${folder}`, 'run a pipeline, or name one with --store');
  return { folder, records };
}
