import { collect } from '../cache/gc/collect.js';
import { decide } from '../cache/gc/decide.js';
import type { GcRequest } from '../cache/gc/kept.js';
import { surveyStore } from '../cache/gc/survey.js';
import type { Digest } from '../cache/key/digest.js';
import { RecordStore } from '../cache/records/record-store.js';
import { makePlan } from '../engine/plan/make-plan.js';
import { storeFolderHere } from '../engine/project/project.js';
import { plannedKeys } from '../engine/run/planned-keys.js';
import { decisionAsJson, decisionLines } from '../report/gc-report.js';
import type { GcOptions } from './gc.js';
import { readPipeline } from './open-pipeline.js';
import { print, printJson } from './print.js';
import { UserError } from './user-error.js';

/** Says what may go from a store, or lets it go. */
export async function collectGarbage(files: readonly string[], options: GcOptions): Promise<void> {
  const folder = await storeFolderHere({ store: options.store, environment: process.env });
  const isDone = options.delete === true;
  const records = !RecordStore.exists(folder)
    ? undefined
    : isDone
      ? RecordStore.open(folder)
      : RecordStore.openExisting(folder);
  if (!records) {
    if (options.json) printJson({ deleted: isDone, groups: [], items: [] });
    else print(`there is nothing to free (no store at ${folder})`);
    return;
  }
  try {
    const nowMs = Date.now();
    const request: GcRequest = {
      planned: files.length === 0 ? undefined : await plannedBy(files, folder, records, options),
      keepRuns: options.keepRuns,
      olderThanMs: options.olderThan,
      maxBytes: options.maxSize,
      nowMs,
    };
    const decision = isDone
      ? await collect(records, folder, request)
      : decide(records, surveyStore(folder), request);
    if (options.json) printJson(decisionAsJson(decision, isDone));
    else for (const line of decisionLines(decision, isDone)) print(line);
  } finally {
    await records.close();
  }
}

/** The keys of all instances of the pipelines. What is wrong with one of them keeps everything. */
async function plannedBy(
  files: readonly string[],
  storeFolder: string,
  records: RecordStore,
  { set, json }: GcOptions,
): Promise<ReadonlySet<Digest>> {
  const keys = new Set<Digest>();
  for (const file of files) {
    const { pipeline, diagnostics } = await readPipeline(file, { store: storeFolder, set });
    if (!pipeline) throw new UserError(diagnostics, json === true);
    const planned = await makePlan(pipeline, records, storeFolder, { keysOnly: true });
    if (!planned.planning) throw new UserError([...diagnostics, ...planned.diagnostics], json === true);
    for (const key of plannedKeys(planned.planning)) if (key !== undefined) keys.add(key);
  }
  return keys;
}
