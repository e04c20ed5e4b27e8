import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { FileServer, file } from '../../test/rig/file-server.js';
import type { FolderIndex } from '../artifacts/folder.js';
import { NodeError } from '../node-error.js';
import { type TarPart, tarOf, type ZipPart, zipOf } from './archives/archives.test-helper.js';
import { crc32 } from './archives/crc32.js';
import { bytes, failureOf, fetchWith } from './fetch.test-helper.js';

const image = bytes(3_000);
const mask = bytes(700, 2);
const unpacked = { 'images/a.tif': image.toString('latin1'), 'masks/a.png': mask.toString('latin1') };
const parts = [
  { name: 'images/a.tif', data: image },
  { name: 'masks/a.png', data: mask },
];

const folders = [{ name: 'images/' }, { name: 'masks/' }];
const archives: Readonly<Record<string, Buffer>> = {
  'set.zip': zipOf([...folders, ...parts]),
  'deflated.zip': zipOf(parts.map((part) => ({ ...part, deflate: true, mode: 0o100644 }))),
  'set.tar': tarOf([...folders.map((part) => ({ ...part, type: '5' })), ...parts]),
  'dotted.tar': tarOf([
    { name: './', type: '5' },
    ...parts.map((part) => ({ ...part, name: `./${part.name}` })),
  ]),
  'set.tar.gz': gzipSync(tarOf(parts)),
  'SET.TGZ': gzipSync(tarOf(parts)),
};

/** Serves an archive, and unpacks it. */
async function unpack(t: ExecutionContext, name: string, archive: Buffer, params: object = {}) {
  const server = await FileServer.start(t);
  return fetchWith({ url: server.on(`/${name}`, file(archive)), extract: true, ...params });
}

/** Serves an archive, and returns why it is not unpacked. */
async function refusal(t: ExecutionContext, name: string, archive: Buffer, params: object = {}) {
  const server = await FileServer.start(t);
  const error = await failureOf({ url: server.on(`/${name}`, file(archive)), extract: true, ...params });
  t.is(error.kind, 'bad-input');
  return error.message;
}

for (const [name, archive] of Object.entries(archives)) {
  test(`${name} is unpacked`, async (t) => {
    t.deepEqual((await unpack(t, name, archive)).contents, unpacked);
  });
}

test('the files of an archive are from its address', async (t) => {
  const { folder } = await unpack(t, 'set.zip', archives['set.zip']!);
  const { files } = await folder.json<FolderIndex>('index.json');
  t.deepEqual(
    files.map(({ name, sizeBytes, origin }) => [name, sizeBytes, new URL(origin).pathname]),
    [
      ['images/a.tif', 3_000, '/set.zip'],
      ['masks/a.png', 700, '/set.zip'],
    ],
  );
});

test('a single file that is compressed loses its .gz', async (t) => {
  t.deepEqual((await unpack(t, 'a.tif.gz', gzipSync(image))).contents, { 'a.tif': image.toString('latin1') });
});

test('what is no archive by its name stays as it is', async (t) => {
  const npz = zipOf(parts);
  t.deepEqual((await unpack(t, 'a.npz', npz)).contents, { 'a.npz': npz.toString('latin1') });
});

test('without extract, an archive stays as it is', async (t) => {
  const { contents } = await unpack(t, 'set.zip', archives['set.zip']!, { extract: false });
  t.deepEqual(Object.keys(contents), ['set.zip']);
});

test('only files that are included are stored', async (t) => {
  for (const name of ['set.zip', 'set.tar.gz']) {
    const { contents } = await unpack(t, name, archives[name]!, { include: ['images/*'] });
    t.deepEqual(Object.keys(contents), ['images/a.tif']);
  }
});

test('what is to be included and is nowhere is an error', async (t) => {
  const message = await refusal(t, 'set.zip', archives['set.zip']!, { include: ['images/*', 'labels/*'] });
  t.is(message, 'no file of the archives is called labels/*');
});

test('what file managers leave in archives is left out', async (t) => {
  const archive = zipOf([...parts, { name: '__MACOSX/images/._a.tif' }, { name: '.DS_Store' }]);
  t.deepEqual((await unpack(t, 'set.zip', archive)).contents, unpacked);
});

test('an archive of empty files is unpacked', async (t) => {
  for (const [name, archive] of [
    ['a.zip', zipOf([{ name: 'a' }, { name: 'b' }])],
    ['a.tar', tarOf([{ name: 'a' }, { name: 'b' }])],
  ] as const)
    t.deepEqual((await unpack(t, name, archive)).contents, { a: '', b: '' });
});

test('many small files come out of one archive', async (t) => {
  const many = Array.from({ length: 300 }, (_, index) => ({ name: `${index}`, data: bytes(index, index) }));
  for (const [name, archive] of [
    ['a.zip', zipOf(many)],
    ['a.tgz', gzipSync(tarOf(many))],
  ] as const) {
    const { contents } = await unpack(t, name, archive);
    t.deepEqual(contents, Object.fromEntries(many.map((part) => [part.name, part.data.toString('latin1')])));
  }
});

test('files of two archives lie in one folder; where they cannot, it is said', async (t) => {
  const server = await FileServer.start(t);
  const one = server.on('/one.zip', file(zipOf([parts[0]!])));
  const two = server.on('/two.tar', file(tarOf([parts[1]!])));
  const same = server.on('/same.zip', file(zipOf([{ name: 'Images/A.tif' }])));
  const urls = [{ url: one }, { url: two }];
  t.deepEqual((await fetchWith({ urls, extract: true })).contents, unpacked);
  const error = await failureOf({ urls: [...urls, { url: same }], extract: true });
  t.is(error.message, 'same.zip is not unpacked: "Images/A.tif" and "images/a.tif" cannot lie in one folder');
});

const harmful: readonly (readonly [string, ZipPart & TarPart, string])[] = [
  ['a path out of the folder', { name: '../a' }, '"../a" leads out of the folder'],
  ['a path out of a folder in it', { name: 'a/../../b' }, '"a/../../b" leads out of the folder'],
  ['a folder outside', { name: '../', type: '5' }, '"../" leads out of the folder'],
  ['an absolute path', { name: '/etc/a' }, '"/etc/a" has an absolute path'],
  ['a path on another drive', { name: 'C:/a' }, '"C:/a" has an absolute path'],
  ['a symbolic link', { name: 'a', type: '2', linkTo: '/etc', mode: 0o120777 }, '"a" is a link'],
  ['a link into the folder', { name: 'a', type: '1', linkTo: 'b', mode: 0o120777 }, '"a" is a link'],
  ['a device', { name: 'a', type: '3', mode: 0o020644 }, '"a" is no file'],
  ['a file twice', { name: 'images/a.tif' }, '"images/a.tif" and "images/a.tif" cannot lie in one folder'],
  [
    'a name that differs in case only',
    { name: 'images/A.TIF' },
    '"images/A.TIF" and "images/a.tif" cannot lie in one folder',
  ],
  [
    'a file in a file',
    { name: 'images/a.tif/b' },
    '"images/a.tif/b" and "images/a.tif" cannot lie in one folder',
  ],
  ['a path without end', { name: `${'x/'.repeat(40)}a` }, 'lies more than 32 folders deep'],
];
for (const [what, part, message] of harmful) {
  test(`an archive with ${what} is not unpacked`, async (t) => {
    const all = [...parts, part];
    t.true((await refusal(t, 'a.zip', zipOf(all))).includes(message));
    t.true((await refusal(t, 'a.tar', tarOf(all))).includes(message));
  });
}

test('a link that is not included is nobody’s concern', async (t) => {
  const archive = tarOf([...parts, { name: 'latest', type: '2', linkTo: 'images' }]);
  t.deepEqual((await unpack(t, 'a.tar', archive, { include: ['*.*'] })).contents, unpacked);
});

test('everything that is wrong in an archive is said at once', async (t) => {
  const archive = tarOf([{ name: '../a' }, { name: 'b', type: '2', linkTo: 'c' }, ...parts, { name: '/d' }]);
  t.is(
    await refusal(t, 'a.tar', archive),
    'a.tar is not unpacked: "../a" leads out of the folder; "b" is a link to c; "/d" has an absolute path',
  );
  const many = zipOf(Array.from({ length: 30 }, (_, index) => ({ name: `../${index}` })));
  t.regex(await refusal(t, 'a.zip', many), /"\.\.\/9" leads out of the folder; and 20 more$/);
});

test('an encrypted file is refused', async (t) => {
  const message = await refusal(t, 'a.zip', zipOf([{ ...parts[0]!, encrypted: true }]));
  t.is(message, 'a.zip is not unpacked: "images/a.tif" is encrypted');
});

test('a way of compressing that is not known is refused', async (t) => {
  const message = await refusal(t, 'a.zip', zipOf([{ ...parts[0]!, method: 14 }]));
  t.is(message, 'a.zip is not unpacked: "images/a.tif" is compressed in a way that is not known here (14)');
});

test('a file that does not have its checksum is damage', async (t) => {
  const message = await refusal(t, 'a.zip', zipOf([{ ...parts[0]!, crc: 1 }]));
  t.is(message, 'a.zip is damaged: images/a.tif does not have its checksum');
});

test('a file that is larger or smaller than its archive says is damage', async (t) => {
  for (const size of [100, 100_000]) {
    const message = await refusal(t, 'a.zip', zipOf([{ ...parts[0]!, deflate: true, size }]));
    t.regex(message, /^a\.zip is damaged or cut off/);
  }
});

test('a kind of entry that is not known is refused', async (t) => {
  const message = await refusal(t, 'a.tar', tarOf([...parts, { name: 'sparse', type: 'S' }]));
  t.is(message, 'a.tar has something of a kind that is not known here: sparse (SparseFile)');
});

test('an archive that is cut off anywhere is refused', async (t) => {
  const server = await FileServer.start(t);
  for (const name of ['set.zip', 'deflated.zip', 'set.tar', 'set.tar.gz']) {
    const archive = archives[name]!;
    // A tar archive ends with a mark of 1024 bytes, of which half is enough; all behind it is padding.
    const shortest = name.endsWith('.tar') ? archive.length - 1024 : archive.length - 1;
    const places = [0, 1, 2, 511, 512, 513, 1024, 2048, 3584, 4096, shortest].filter(
      (at) => at < archive.length,
    );
    for (const at of places) {
      const url = server.on(`/${name}`, file(archive.subarray(0, at)));
      const error = await failureOf({ url, extract: true });
      t.is(error.kind, 'bad-input', `${name} at ${at}`);
      t.regex(error.message, /is damaged|is cut off/, `${name} at ${at}`);
    }
  }
});

test('a compressed file that is cut off is refused', async (t) => {
  const whole = gzipSync(image);
  t.regex(
    await refusal(t, 'a.tif.gz', whole.subarray(0, whole.length - 9)),
    /^a\.tif\.gz is damaged or cut off/,
  );
});

test('what is called an archive and is none is refused', async (t) => {
  for (const name of ['a.zip', 'a.tar', 'a.tar.gz', 'a.gz'])
    t.regex(await refusal(t, name, Buffer.from('<!DOCTYPE html>'.repeat(100))), /is damaged or cut off/);
});

test('an archive that is made to fill disks is refused', async (t) => {
  const zeros = Buffer.alloc(65 << 20);
  for (const [name, archive] of [
    ['a.gz', gzipSync(zeros)],
    ['a.zip', zipOf([{ name: 'a', data: zeros, deflate: true }])],
    ['a.tgz', gzipSync(tarOf([{ name: 'a', data: zeros }]))],
  ] as const)
    t.is(
      await refusal(t, name, archive),
      `${name} unpacks to more than 67.1 MB, as only archives do that are made to fill disks`,
    );
});

test('archives unpack to no more than maxBytes together', async (t) => {
  const deflated = zipOf([{ name: 'a', data: Buffer.alloc(100_000), deflate: true }]);
  t.is(
    await refusal(t, 'a.zip', deflated, { maxBytes: 99_999 }),
    'a.zip: more would be stored than `maxBytes` allows',
  );
});

test('an archive that is changed anywhere is unpacked or refused, and never takes the program down', async (t) => {
  const server = await FileServer.start(t);
  const names = Object.keys(archives);
  const change = fc.record({
    name: fc.constantFrom(...names),
    changes: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), {
      minLength: 1,
      maxLength: 8,
    }),
  });
  await fc.assert(
    fc.asyncProperty(change, async ({ name, changes }) => {
      const archive = Buffer.from(archives[name]!);
      for (const [place, value] of changes) archive[Math.floor(place * (archive.length - 1))] = value;
      const url = server.on(`/${name}`, file(archive));
      await fetchWith({ url, extract: true }).catch((error) => {
        if (!(error instanceof NodeError) || error.kind !== 'bad-input') throw error;
      });
    }),
    { seed: 1, numRuns: 200 },
  );
  t.pass();
});

test('the checksum of zip archives is CRC-32', (t) => {
  t.is(crc32(Buffer.from('123456789')), 0xcbf43926);
  t.is(crc32(Buffer.from('6789'), crc32(Buffer.from('12345'))), 0xcbf43926);
});
