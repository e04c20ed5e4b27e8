import test from 'ava';
import { completeParams } from '../test-node.js';
import { check } from './check.js';
import { fetch } from './definition.js';

function problems(params: Readonly<Record<string, unknown>>): string[] {
  const found = check(completeParams(fetch, params));
  return found.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

const url = 'https://example.org/a.zip';
const sha256 = 'a'.repeat(64);

const good: readonly Readonly<Record<string, unknown>>[] = [
  { url },
  { url, sha256, extract: true, include: ['images/*'] },
  { urls: [{ url }, { url: 'http://example.org/b', name: 'b/c.tif', md5: 'b'.repeat(32), bytes: 0 }] },
  { urls: [{ url }, { url: 'https://example.com/A.zip' }], extract: true },
  { doi: '10.5281/zenodo.123', files: ['*.tif'] },
  { doi: 'https://doi.org/10.5281/zenodo.123' },
];
for (const params of good) {
  test(`${JSON.stringify(params)} can be fetched`, (t) => t.deepEqual(problems(params), []));
}

const bad: readonly (readonly [string, Readonly<Record<string, unknown>>, readonly string[]])[] = [
  ['nothing', {}, [': there is nothing to fetch']],
  [
    'three sources',
    { url, urls: [{ url }], doi: '10.5281/zenodo.1' },
    ['urls: `url` and `urls` exclude each other', 'doi: `url` and `doi` exclude each other'],
  ],
  ['a checksum of several files', { urls: [{ url }], sha256 }, ['sha256: `sha256` belongs to `url`']],
  [
    'checksums that are none',
    {
      urls: [
        { url, sha256: 'abc' },
        { url: `${url}x`, md5: 'g'.repeat(32) },
      ],
    },
    [
      'urls.0.sha256: "abc" is not 64 hexadecimal digits',
      'urls.1.md5: "gggggggggggggggggggggggggggggggg" is not 32 hexadecimal digits',
    ],
  ],
  ['a choice without a DOI', { url, files: ['a'] }, ['files: `files` chooses files of a `doi`']],
  [
    'a choice without archives',
    { url, include: ['a'] },
    ['include: `include` chooses files of archives that are unpacked'],
  ],
  [
    'the DOI of another archive',
    { doi: '10.5061/dryad.abc' },
    [
      'doi: the files of 10.5061/dryad.abc cannot be found: only DOIs of Zenodo records, 10.5281/zenodo.N, can be followed',
    ],
  ],
  ['text that is no address', { url: 'example.org/a' }, ['url: "example.org/a" is no address']],
  [
    'a file of this machine',
    { url: 'file:///etc/passwd' },
    ['url: file: addresses are not fetched, only https: and http:'],
  ],
  [
    'data in the address',
    { url: 'data:text/plain,a' },
    ['url: data: addresses are not fetched, only https: and http:'],
  ],
  [
    'another protocol',
    { urls: [{ url }, { url: 'ftp://example.org/a' }] },
    ['urls.1.url: ftp: addresses are not fetched, only https: and http:'],
  ],
  [
    'a password',
    { url: 'https://me:secret@example.org/a' },
    ['url: the address has a user or a password, which would be kept in the store'],
  ],
  [
    'an address without a name',
    { url: 'https://example.org/' },
    ['url: the address does not say how the file is called'],
  ],
  [
    'an address whose name is not text',
    { url: 'https://example.org/%ff' },
    ['url: the address does not say how the file is called'],
  ],
  [
    'names that lead elsewhere',
    { urls: ['../a', '/a', 'C:/a', 'a\\b', '.'].map((name) => ({ url, name })) },
    [
      'urls.0: "../a" leads out of the folder',
      'urls.1: "/a" has an absolute path',
      'urls.2: "C:/a" has an absolute path',
      'urls.3: "a\\b" has a backslash or a control character in its name',
      'urls.4: "." is no name of a file',
    ],
  ],
  [
    'a name in an address that leads elsewhere',
    { url: 'https://example.org/..%2Fa' },
    [': "../a" leads out of the folder'],
  ],
  [
    'names that differ in case only',
    {
      urls: [
        { url, name: 'a/B.tif' },
        { url, name: 'A/b.tif' },
      ],
    },
    ['urls.1: "A/b.tif" and "a/B.tif" cannot lie in one folder'],
  ],
  [
    'an archive of an unknown kind',
    { url: 'https://example.org/a.7z', extract: true },
    ['extract: a.7z cannot be unpacked: only .zip, .tar, .tar.gz, .tgz and .gz can'],
  ],
];
for (const [what, params, expected] of bad) {
  test(`${what}: refused`, (t) => t.deepEqual(problems(params), expected));
}
