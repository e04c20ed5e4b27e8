import test from 'ava';
import { Rig } from '../rig/rig.js';

const failing = (how: string, extra: object = {}) => ({
  name: 'failing',
  nodes: {
    bad: { type: 'fail', params: { how, ...extra } },
    after: { type: 'combine', inputs: { a: 'bad' } },
    other: { type: 'emit', params: { value: 1 } },
  },
});

test('a failure blocks what depends on it; everything else still runs', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', failing('bad-input'));
  const { status, stdout } = await rig.run(['run', 'p.json']);
  t.is(status, 1);
  t.regex(stdout, /failed {3}bad: failed as asked: bad-input\n\s+hint: do not ask/);
  t.regex(stdout, /blocked {2}after: bad failed/);
  t.regex(stdout, /done {5}other/);
  t.regex(stdout, /1 computed, 1 failed \(1 bad-input\), 1 blocked by failures/);
  t.notRegex(stdout, /\n\s+at /, 'no stack trace for a named failure');
});

test('bad input is tried once, an infrastructure failure three times', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', failing('bad-input'));
  await rig.run(['run', 'p.json', '--only', 'bad']);
  t.deepEqual(await rig.executions(), ['fail']);
  await rig.write('p.json', failing('crash'));
  const { stdout } = await rig.run(['run', 'p.json', '--only', 'bad']);
  t.deepEqual(await rig.executions(), ['fail', 'fail', 'fail']);
  t.regex(stdout, /failed {3}bad: the worker process was ended by SIGKILL/);
});

test('an unexpected error in a node is shown with its stack', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', failing('throw'));
  const { status, stdout } = await rig.run(['run', 'p.json']);
  t.is(status, 1);
  t.regex(stdout, /failed {3}bad: something unexpected\nTypeError: something unexpected\n\s+at /);
});

test('--fail-fast stops at the first failure', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', {
    name: 'fast',
    axes: { n: Array.from({ length: 20 }, (_, n) => n) },
    nodes: {
      bad: { type: 'fail', params: { how: 'bad-input' } },
      other: { type: 'emit', params: { value: '${n}' } },
    },
  });
  const { status, stdout } = await rig.run(['run', 'p.json', '--fail-fast', '--jobs', '1']);
  t.is(status, 1);
  t.regex(stdout, /stopping after the first failure/);
  t.true((await rig.executions()).filter((line) => line === 'emit').length < 20);
});

test('what failed runs again next time, and what ran does not', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', failing('retryable', { until: rig.path('now') }));
  t.is((await rig.run(['run', 'p.json', '--keep-going'])).status, 1);
  await rig.executions();
  await rig.write('now', '');
  t.is((await rig.run(['run', 'p.json'])).status, 0);
  t.deepEqual((await rig.executions()).sort(), ['combine', 'fail']);
});

test('status and logs tell what happened', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', failing('bad-input'));
  await rig.run(['run', 'p.json']);
  const [run] = await rig.json<{ id: string; state: string; counts: object }[]>(['status']);
  t.is(run!.state, 'failed');
  const { stdout } = await rig.run(['status', run!.id]);
  t.regex(stdout, /failed {5}bad/);
  t.regex(stdout, /blocked {4}after/);
  t.regex((await rig.run(['logs', 'bad'])).stdout, /failed as asked/);
  const unknown = await rig.run(['logs', 'nothing']);
  t.is(unknown.status, 2);
  t.regex(unknown.stderr, /no run told of nothing/);
});
