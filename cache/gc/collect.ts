import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Leases, renewEveryMs } from '../records/leases.js';
import { thisProcess } from '../records/process-identity.js';
import type { RecordStore } from '../records/record-store.js';
import { type Decision, decide } from './decide.js';
import type { GcRequest } from './kept.js';
import { moveAside } from './move-aside.js';
import { surveyStore } from './survey.js';

/** So many files are deleted in one go; leases are renewed between. */
const filesAtOnce = 200;

/**
 * Lets go of what the request does not keep. Safe beside runs, and when it is killed anywhere: what is decided is
 * committed first, so that no run counts on it any more; content that a run has written again since is put back.
 */
export async function collect(records: RecordStore, folder: string, request: GcRequest): Promise<Decision> {
  const survey = surveyStore(folder);
  const leases = new Leases(records, `gc-${process.pid}`, thisProcess(), Date.now);
  // What the disk refuses here it refuses to the writes that are waited for, too.
  const heartbeat = setInterval(() => void leases.renewAll().catch(() => {}), renewEveryMs);
  try {
    const decision = await records.transaction(() => {
      const made = decide(records, survey, request);
      const taken = made.folders.filter(({ lease }) => leases.takeNow(lease) === undefined);
      for (const { what, name } of made.garbage) {
        if (what === 'result') records.evict(name);
        if (what === 'training') void records.trajectories.remove(name);
        if (what === 'run') void records.runs.remove(name);
      }
      for (const digest of made.smallContents) void records.removeSmallBlob(digest);
      for (const plan of made.runPlans) records.plans.remove(plan);
      records.countEviction();
      return { ...made, folders: taken };
    });
    for (const { path, lease } of decision.folders) {
      await rm(path, { recursive: true, force: true });
      await leases.release(lease);
    }
    await deleteFiles(decision, folder);
    return decision;
  } finally {
    clearInterval(heartbeat);
  }
}

async function deleteFiles({ files, writtenBeforeMs }: Decision, folder: string): Promise<void> {
  const aside = join(folder, 'tmp', `gc-${process.pid}`);
  await mkdir(join(folder, 'tmp'), { recursive: true });
  for (const [index, path] of files.entries()) {
    if (moveAside(path, aside, ({ mtimeMs }) => mtimeMs < writtenBeforeMs))
      await rm(aside, { recursive: true });
    if (index % filesAtOnce === 0) await nextTurn();
  }
}
