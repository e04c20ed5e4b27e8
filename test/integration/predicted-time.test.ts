import test from 'ava';
import type { RunRecord } from '../../cache/records/record.js';
import { Rig } from '../rig/rig.js';

interface PlanJson {
  readonly time?: {
    readonly durationMs?: number;
    readonly unknown: readonly string[];
    readonly cpus: number;
  };
}

const pipeline = (value: number) => ({
  name: 'timed',
  nodes: {
    a: { type: 'emit', params: { value } },
    b: { type: 'combine', inputs: { a: 'a' } },
  },
});

test('a plan says how long it takes once its types were timed, and status how far that was from the truth', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', pipeline(1));
  t.deepEqual((await rig.json<PlanJson>(['plan', 'p.json', '-j', '3'])).time, {
    unknown: ['combine', 'emit'],
    cpus: 3,
    gpus: 0,
  });
  const first = await rig.run(['run', 'p.json']);
  t.regex(first.stdout, /time {5}no time known for combine, emit/);
  t.is((await rig.json<PlanJson>(['plan', 'p.json'])).time, undefined, 'nothing is to be done');

  await rig.write('p.json', pipeline(2));
  const { time } = await rig.json<PlanJson>(['plan', 'p.json']);
  t.true(time!.durationMs! > 0);
  t.regex((await rig.run(['plan', 'p.json', '-j', '1'])).stdout, /\ntime: about [\d.]+ s on 1 cpu\n$/);
  const second = await rig.run(['run', 'p.json']);
  t.regex(second.stdout, /time {5}about [\d.]+ s/);

  const [newest, oldest] = await rig.json<RunRecord[]>(['status']);
  t.is(oldest!.prediction, undefined);
  const { durationMs, errorMs } = newest!.prediction!;
  const took = Date.parse(newest!.endedAt!) - Date.parse(newest!.startedAt);
  t.true(durationMs + errorMs! <= took, 'the error is against the time from the prediction to the end');
  t.regex((await rig.run(['status'])).stdout, /predicted [\d.]+ s, [\d.]+ s too (little|much)/);
});

test('logs --follow tells what a run goes on to tell, until it ends', async (t) => {
  const rig = await Rig.make(t);
  const params = { epochs: 2, waitFor: { 2: rig.path('go') } };
  await rig.write('p.json', {
    name: 'followed',
    nodes: { tuned: { type: 'train', params }, other: { type: 'emit', params: { value: 1 } } },
  });
  const run = rig.start(['run', 'p.json']);
  await rig.untilCheckpoint(1);
  const follower = rig.start(['logs', 'tuned', '--follow']);
  await new Promise<void>((told) => {
    follower.child.stdout!.on('data', (text) => String(text).includes('epoch') && told());
  });
  await rig.write('go', '');
  t.is((await run.finished).status, 0);
  const { status, stdout } = await follower.finished;
  t.is(status, 0);
  t.regex(stdout, /epoch {4}tuned: 1 .*\n.*epoch {4}tuned: 2 .*\n.*done {5}tuned.*\n.*done: 2 computed/);
  t.notRegex(stdout, /other/);
});
