import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { Leases } from './leases.js';
import { liveRuns, runLeaseName } from './live-runs.js';
import { type ProcessIdentity, thisProcess } from './process-identity.js';
import type { RunRecord } from './record.js';
import { RecordStore } from './record-store.js';

const nowMs = 1_000_000_000_000;

test('a run is live while it holds its lease and its process lives, or may live on another machine', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'micrograph-live-'));
  const records = RecordStore.open(folder);
  t.teardown(async () => {
    await records.close();
    await rm(folder, { recursive: true, force: true });
  });
  const begin = async (id: string, self: ProcessIdentity, more: Partial<RunRecord> = {}, beganMs = nowMs) => {
    const run: RunRecord = {
      id,
      pipeline: 'p',
      file: 'p.json',
      state: 'running',
      startedAt: new Date(beganMs).toISOString(),
      ...self,
      counts: {},
      ...more,
    };
    const leases = new Leases(records, id, self, () => beganMs);
    await leases.tryTake(runLeaseName(id));
    await leases.tryTake(`key of ${id}`);
    await records.transaction(() => void records.runs.put(id, run));
    return leases;
  };
  const elsewhere = { ...thisProcess(), host: 'another machine' };
  await begin('here', thisProcess());
  await begin('gone', { ...thisProcess(), processStart: 'before' });
  await begin('elsewhere', elsewhere);
  await begin('silent elsewhere', elsewhere, {}, nowMs - 100_000);
  const ended = await begin('ended', thisProcess(), { state: 'done' });
  await records.transaction(() => ended.releaseAllNow());

  t.deepEqual(
    liveRuns(records, nowMs).map(({ id }) => id),
    ['elsewhere', 'here'],
  );
});
