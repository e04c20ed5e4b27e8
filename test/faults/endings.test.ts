/** Runs that are ended from outside, whose terminal goes away, whose clock is put back, and whose nodes all talk at once. */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import test from 'ava';
import { gone } from '../rig/processes.js';
import { Rig } from '../rig/rig.js';
import { storeContents } from '../rig/store-contents.js';

const slow = {
  name: 'slow',
  nodes: { trained: { type: 'train', params: { epochs: 40, epochMs: 50 } } },
};

test('SIGTERM saves what runs, once; the next run goes on from there', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', slow);
  const { child, finished } = rig.start(['run', 'p.json']);
  await rig.untilCheckpoint(2);
  child.kill('SIGTERM');
  const { status, stdout } = await finished;
  t.is(status, 130);
  t.regex(stdout, /stopped {2}trained/);
  const epochs = (await rig.executions()).length;
  t.is((await rig.run(['run', 'p.json'])).status, 0);
  t.is((await rig.executions()).length, 40 - epochs, 'no finished epoch is computed again');
});

test('a terminal that is closed stops the run as Ctrl-C does, though there is nobody to tell', async (t) => {
  const rig = await Rig.make(t);
  await rig.write('p.json', slow);
  // Who holds the other end of the terminal reads for a while and goes: the system then sends SIGHUP, and writes fail.
  const terminal = `
import os, pty, select, sys
pid, fd = pty.fork()
if pid == 0: os.execv(sys.argv[1], sys.argv[1:])
print(pid, flush=True)
while not os.path.exists("go"):
    if select.select([fd], [], [], 0.05)[0]: os.read(fd, 65536)
`;
  const child = spawn('python3', ['-c', terminal, process.execPath, rig.program, 'run', 'p.json'], {
    cwd: rig.folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], SCRIPT_LOG: rig.path('script.log') },
  });
  const pid = await new Promise<number>((resolve) =>
    child.stdout.once('data', (data) => resolve(Number(data))),
  );
  await rig.untilCheckpoint(2);
  await rig.write('go', '');
  await gone([pid]);
  const [run] = await rig.json<{ state: string }[]>(['status']);
  t.is(run!.state, 'cancelled');
  t.is((await rig.run(['run', 'p.json'])).status, 0);
});

for (const [when, calls] of [
  ['before a run', 0],
  ['in the middle of it', 10],
] as const) {
  test(`a clock that is put back an hour ${when} changes no result and loses nothing`, async (t) => {
    const pipeline = {
      name: 'clock',
      nodes: {
        texts: { type: 'read-files', params: { path: 'texts' } },
        trained: { type: 'train', inputs: { a: 'texts' }, params: { epochs: 3 } },
      },
    };
    const code = `let calls = 0; const { now } = Date; Date.now = () => now() - (calls++ < ${calls} ? 0 : 3_600_000);`;
    const putBack = `data:text/javascript,${encodeURIComponent(code)}`;
    const make = async () => {
      const rig = await Rig.make(t);
      await rig.write('p.json', pipeline);
      mkdirSync(rig.path('texts'));
      await rig.write('texts/a.txt', 'a');
      return rig;
    };
    const [undisturbed, rig] = [await make(), await make()];
    await undisturbed.run(['run', 'p.json']);
    rig.nodeArguments = ['--import', putBack];
    const first = await rig.run(['run', 'p.json']);
    t.is(first.status, 0, first.stdout + first.stderr);
    t.regex((await rig.run(['run', 'p.json'])).stdout, /all 2 cached/);
    const contents = await Promise.all(
      [rig, undisturbed].map((each) => storeContents(each.path('.micrograph'))),
    );
    t.deepEqual(contents[0], contents[1]);
  });
}
