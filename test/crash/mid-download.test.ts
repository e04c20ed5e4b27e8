import { readdir } from 'node:fs/promises';
import test from 'ava';
import { bytes, sha256, untilPartHas } from '../../nodes/fetch/fetch.test-helper.js';
import { FileServer, file, inTurn, stall } from '../rig/file-server.js';
import { childrenOf, gone, killNow } from '../rig/processes.js';
import { Rig } from '../rig/rig.js';

const content = bytes(2_000_000);
const came = 1_300_000;

async function halfDownloaded(t: Parameters<typeof Rig.make>[0], params: object) {
  const server = await FileServer.start(t);
  const rig = await Rig.make(t, { scripted: false });
  const url = server.on('/a.bin', inTurn(stall(content, came), file(content)));
  await rig.write('p.json', {
    name: 'download',
    nodes: { data: { type: 'fetch', params: { url, ...params } } },
  });
  const started = rig.start(['run', 'p.json']);
  await untilPartHas(rig.path('.micrograph', 'work'), came);
  const finish = async () => {
    const { status, stdout, stderr } = await rig.run(['run', 'p.json']);
    t.is(status, 0, stdout + stderr);
    t.deepEqual(server.ranges('/a.bin'), [undefined, `bytes=${came}-`]);
    const [shown] = await rig.json<{ files: { name: string; digest: string }[] }[]>([
      'show',
      'p.json',
      'data',
    ]);
    t.is(shown!.files.find(({ name }) => name === 'files/a.bin')?.digest, sha256(content));
  };
  return { rig, started, finish };
}

test('a run that is killed in the middle of a download goes on where it stopped', async (t) => {
  const { rig, started, finish } = await halfDownloaded(t, { sha256: sha256(content) });
  const pids = [started.child.pid!, ...childrenOf(started.child.pid!)];
  pids.forEach(killNow);
  await started.finished;
  await gone(pids);
  await finish();
  t.deepEqual(await readdir(rig.path('.micrograph', 'work')), [], 'what was downloaded is in the result now');
});

test('a download that loses its worker goes on in the same run', async (t) => {
  const { started, finish } = await halfDownloaded(t, {});
  childrenOf(started.child.pid!).forEach(killNow);
  const { status, stdout } = await started.finished;
  t.is(status, 0, stdout);
  await finish();
});

test('Ctrl-C ends a download at once, and the next run goes on', async (t) => {
  const { started, finish } = await halfDownloaded(t, {});
  started.child.kill('SIGINT');
  t.is((await started.finished).status, 130);
  await finish();
});
