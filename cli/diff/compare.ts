import { existsSync } from 'node:fs';
import { BlobStore } from '../../cache/blobs/blob-store.js';
import { RecordStore } from '../../cache/records/record-store.js';
import { compareSides } from '../../engine/diff/compare-sides.js';
import { type Side, sideOfPlan, sideOfRun } from '../../engine/diff/side.js';
import { storeFolderHere } from '../../engine/project/project.js';
import type { Diff } from '../../report/diff/diff-lines.js';
import { numberDifferences } from '../../report/diff/numbers.js';
import { openPlan } from '../open-pipeline.js';
import type { PipelineOptions } from '../options.js';
import { UserError } from '../user-error.js';

/** Compares what two arguments name, each a pipeline's file or a run; `--set` is for the second. */
export async function compare(a: string, b: string, options: PipelineOptions): Promise<Diff> {
  const before = await open(a, { ...options, set: {} });
  const after = await open(b, options);
  const { results, ...others } = compareSides(before.side, after.side);
  const compared: Diff['results'][number][] = [];
  for (const result of results) {
    const numbers = result.a && result.b && (await numberDifferences(result.a, result.b, after.blobs));
    compared.push({ ...result, ...(numbers && { numbers }) });
  }
  return { ...others, results: compared };
}

async function open(name: string, options: PipelineOptions): Promise<{ side: Side; blobs: BlobStore }> {
  if (existsSync(name)) {
    const { planning, blobs } = await openPlan(name, options);
    return { side: sideOfPlan(nameWithVariables(name, options), planning), blobs };
  }
  const storeFolder = await storeFolderHere({ store: options.store, environment: process.env });
  const store = RecordStore.openExisting(storeFolder);
  const run = store?.runs.get(name);
  if (!store || !run)
    throw UserError.of(`there is no pipeline and no run ${name}`, '`micrograph status` lists the runs');
  return { side: sideOfRun(run, store, storeFolder), blobs: new BlobStore(storeFolder, store.smallBlobs) };
}

function nameWithVariables(name: string, { set }: PipelineOptions): string {
  const variables = Object.entries(set).map(
    ([variable, value]) => ` --set ${variable}=${JSON.stringify(value)}`,
  );
  return name + variables.join('');
}
