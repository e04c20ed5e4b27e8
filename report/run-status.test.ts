import test from 'ava';
import { type RunStatus, runLines } from './run-status.js';

test('the states of a run’s instances are told in words', (t) => {
  const run: RunStatus = {
    id: '20260102-030405.678-9abc',
    pipeline: 'study',
    file: 'study.json',
    state: 'cancelled',
    startedAt: '2026-01-02T03:04:05.678Z',
    endedAt: '2026-01-02T03:04:17.678Z',
    pid: 1,
    host: 'here',
    processStart: '0',
    counts: { leftOut: 3, notPromoted: 2, waiting: 13, cached: 0, run: 6, done: 4 },
  };
  t.deepEqual(runLines([run]), [
    '20260102-030405.678-9abc  cancelled  study  3 left out, 2 not promoted, 13 waiting, 6 to run, 4 done  12 s',
  ]);
});
