import test from 'ava';
import { FileServer, file, inTurn, status } from '../../test/rig/file-server.js';
import { bytes, failureOf, fetchWith, md5 } from './fetch.test-helper.js';

const contents = { 'b.tif': bytes(500, 2), 'a.tif': bytes(400, 1), 'README.md': Buffer.from('# About') };

/** A server that has one record, as Zenodo shows it. */
async function zenodo(
  t: Parameters<typeof FileServer.start>[0],
  change: (record: Record<string, unknown>) => void = () => {},
) {
  const server = await FileServer.start(t);
  const files = Object.entries(contents).map(([key, content], index) => ({
    id: `${index}`,
    key,
    size: content.length,
    checksum: `md5:${md5(content)}`,
    links: { self: server.on(`/api/records/123/files/${key}/content`, file(content)) },
  }));
  const record = { id: 123, conceptrecid: '122', doi: '10.5281/zenodo.123', files };
  change(record);
  server.on('/api/records/123', file(Buffer.from(JSON.stringify(record))));
  return { server, options: { zenodoApi: server.address('/api') } };
}

test('all files of a record are fetched and checked', async (t) => {
  const { options } = await zenodo(t);
  const result = await fetchWith({ doi: '10.5281/zenodo.123' }, options);
  t.deepEqual(Object.keys(result.contents), ['README.md', 'a.tif', 'b.tif']);
  t.is(result.contents['a.tif'], contents['a.tif'].toString('latin1'));
  t.deepEqual(result.warnings, []);
});

test('files are chosen by name, and only these are asked for', async (t) => {
  const { server, options } = await zenodo(t);
  const result = await fetchWith({ doi: 'https://doi.org/10.5281/zenodo.123', files: ['*.tif'] }, options);
  t.deepEqual(Object.keys(result.contents), ['a.tif', 'b.tif']);
  t.is(server.seen.length, 3);
});

test('a name that no file has is an error that lists those there are', async (t) => {
  const { options } = await zenodo(t);
  const error = await failureOf({ doi: '10.5281/zenodo.123', files: ['*.tif', 'c.tif', '*.png'] }, options);
  t.is(error.message, 'no file of 10.5281/zenodo.123 is called c.tif, *.png');
  t.is(error.hint, 'It has b.tif, a.tif, README.md.');
});

test('the DOI of all versions is refused, naming that of the newest', async (t) => {
  const { server, options } = await zenodo(t);
  server.on('/api/records/122', status(302, { location: '/api/records/123' }));
  const error = await failureOf({ doi: '10.5281/zenodo.122' }, options);
  t.is(error.kind, 'bad-input');
  t.is(
    error.message,
    '10.5281/zenodo.122 stands for all versions of a record, of which 10.5281/zenodo.123 is the newest',
  );
});

test('a record that does not exist is an error', async (t) => {
  const { options } = await zenodo(t);
  const error = await failureOf({ doi: '10.5281/zenodo.7' }, options);
  t.is(error.kind, 'bad-input');
  t.is(error.message, 'Zenodo has no record 10.5281/zenodo.7');
});

test('a record whose files are closed is an error', async (t) => {
  const { options } = await zenodo(t, (record) => {
    delete record['files'];
  });
  const error = await failureOf({ doi: '10.5281/zenodo.123' }, options);
  t.is(error.message, 'the record 10.5281/zenodo.123 has no files that everybody may have');
});

test('a file that is not what the record says is an error', async (t) => {
  const { server, options } = await zenodo(t);
  server.on('/api/records/123/files/a.tif/content', file(bytes(400, 9)));
  const error = await failureOf({ doi: '10.5281/zenodo.123' }, options);
  t.is(error.message, `a.tif has MD5 ${md5(bytes(400, 9))}, not ${md5(contents['a.tif'])}`);
});

test('files that are too large together are refused before the first is asked for', async (t) => {
  const { server, options } = await zenodo(t);
  const error = await failureOf({ doi: '10.5281/zenodo.123', maxBytes: 600 }, options);
  t.is(error.message, 'the files have 907 B together, more than `maxBytes` allows');
  t.is(server.seen.length, 1);
});

test('Zenodo is asked again where it is busy', async (t) => {
  const { server, options } = await zenodo(t);
  const record = JSON.stringify({
    id: 5,
    files: [{ key: 'a', size: 1, links: { self: server.on('/a', file(bytes(1))) } }],
  });
  server.on('/api/records/5', inTurn(status(429), file(Buffer.from(record))));
  const { warnings } = await fetchWith({ doi: '10.5281/zenodo.5' }, options);
  t.regex(warnings[0]!, /no checksum/);
});

for (const [what, change] of [
  ['without an id', (record: Record<string, unknown>) => delete record['id']],
  ['with a file without an address', (record: Record<string, unknown>) => (record['files'] = [{ key: 'a' }])],
  [
    'with a file of this machine',
    (record: Record<string, unknown>) =>
      (record['files'] = [{ key: 'a', links: { self: 'file:///etc/passwd' } }]),
  ],
] as const) {
  test(`a record ${what} is not understood`, async (t) => {
    const { options } = await zenodo(t, change);
    const error = await failureOf({ doi: '10.5281/zenodo.123' }, options);
    t.is(error.message, 'what Zenodo says of 10.5281/zenodo.123 is not understood');
  });
}

test('a file whose name leads out of the folder is refused', async (t) => {
  const { options } = await zenodo(t, (record) => {
    (record['files'] as { key: string }[])[0]!.key = '../b.tif';
  });
  const error = await failureOf({ doi: '10.5281/zenodo.123' }, options);
  t.is(error.message, '"../b.tif" leads out of the folder');
});

test('an answer that is no JSON is not understood', async (t) => {
  const { server, options } = await zenodo(t);
  server.on('/api/records/123', file(Buffer.from('<html>')));
  const error = await failureOf({ doi: '10.5281/zenodo.123' }, options);
  t.is(error.message, 'what Zenodo says of 10.5281/zenodo.123 is not understood');
});
