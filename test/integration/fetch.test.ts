import { readFile } from 'node:fs/promises';
import test from 'ava';
import sharp from 'sharp';
import { zipOf } from '../../nodes/fetch/archives/archives.test-helper.js';
import { bytes, sha256 } from '../../nodes/fetch/fetch.test-helper.js';
import { FileServer, file, status } from '../rig/file-server.js';
import { Rig } from '../rig/rig.js';

const content = bytes(5_000);

function fetching(params: object) {
  return { name: 'web', nodes: { data: { type: 'fetch', params } } };
}

test('what is in the store is not asked for again, whatever is on the server now', async (t) => {
  const server = await FileServer.start(t);
  const rig = await Rig.make(t, { scripted: false });
  const url = server.on('/a.bin', file(content));
  await rig.write('p.json', fetching({ url }));
  const first = await rig.run(['run', 'p.json']);
  t.is(first.status, 0, first.stdout + first.stderr);
  t.regex(first.stdout, new RegExp(`add "sha256": "${sha256(content)}"`));
  server.on('/a.bin', status(404));
  t.is((await rig.run(['run', 'p.json'])).status, 0);
  t.is(server.seen.length, 1);
});

test('an unpacked archive is exported with its folders', async (t) => {
  const server = await FileServer.start(t);
  const rig = await Rig.make(t, { scripted: false });
  const archive = zipOf([{ name: 'images/Probe 1 (ä).tif', data: content }]);
  await rig.write('p.json', fetching({ url: server.on('/a.zip', file(archive)), extract: true }));
  t.is((await rig.run(['run', 'p.json'])).status, 0);
  const { status, stderr } = await rig.run(['export', 'p.json', 'data', '--to', 'out']);
  t.is(status, 0, stderr);
  t.deepEqual(
    await readFile(rig.path('out', 'data', 'folder', 'files', 'images', 'Probe 1 (ä).tif')),
    content,
  );
});

test('a file of this machine is refused where it is written', async (t) => {
  const rig = await Rig.make(t, { scripted: false });
  await rig.write('p.json', fetching({ url: 'file:///etc/passwd' }));
  const { status, stderr } = await rig.run(['run', 'p.json']);
  t.is(status, 2);
  t.regex(stderr, /^p\.json:7:16 {2}error: file: addresses are not fetched/);
});

test('a harmful archive fails the node and leaves nothing that is used', async (t) => {
  const server = await FileServer.start(t);
  const rig = await Rig.make(t, { scripted: false });
  const url = server.on('/a.zip', file(zipOf([{ name: 'a', data: content }, { name: '../b' }])));
  await rig.write('p.json', fetching({ url, extract: true }));
  const { status, stdout } = await rig.run(['run', 'p.json']);
  t.is(status, 1);
  t.regex(stdout, /"\.\.\/b" leads out of the folder/);
  const { plan } = await rig.json<{ plan: { state: string }[] }>(['plan', 'p.json']);
  t.deepEqual(
    plan.map(({ state }) => state),
    ['run'],
  );
});

test('a fetched archive of images is loaded', async (t) => {
  const server = await FileServer.start(t);
  const rig = await Rig.make(t, { scripted: false });
  const png = (value: number) =>
    sharp(new Uint8Array(64).fill(value), { raw: { width: 8, height: 8, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toBuffer();
  const archive = zipOf([
    { name: 'README.md', data: Buffer.from('images') },
    { name: 'images/a.png', data: await png(10) },
    { name: 'images/b.png', data: await png(20) },
  ]);
  const pipeline = fetching({ url: server.on('/set.zip', file(archive)), extract: true });
  const load = { type: 'load', inputs: { folder: 'data' }, params: { from: { images: 'images' } } };
  await rig.write('p.json', { ...pipeline, nodes: { ...pipeline.nodes, images: load } });
  const { status, stdout, stderr } = await rig.run(['run', 'p.json']);
  t.is(status, 0, stdout + stderr);
  await rig.run(['export', 'p.json', 'images', '--to', 'out']);
  const index = JSON.parse(await rig.read('out/images/images/index.json'));
  t.deepEqual(
    index.images.map(({ name }: { name: string }) => name),
    ['a', 'b'],
  );
});
