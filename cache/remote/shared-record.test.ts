import test from 'ava';
import { artifactOf } from '../artifact.js';
import { RemoteError } from './remote-error.js';
import { decodeRecord, encodeRecord, type SharedRecord, UntrustedRecord } from './shared-record.js';

const key = 'a'.repeat(64);
const signingKey = Buffer.from('the key of the laboratory');
const ports = { value: 'json' };
const file = { name: 'folder/value.json', digest: 'b'.repeat(64), sizeBytes: 5 };
const record: SharedRecord = {
  key,
  outputs: { value: artifactOf('json', [file]) },
  computedAt: '2026-01-02T03:04:05.678Z',
  durationMs: 12,
  attempts: 1,
  environment: {
    node: 'v20.12.0',
    platform: 'Linux',
    cpu: 'fast',
    tensorflow: { version: '2.9', device: 'cpu', threads: 1 },
  },
};

/** The record's text, with something in it replaced. */
function forged(part: string, by: string): string {
  const text = encodeRecord(record, undefined);
  if (!text.includes(part)) throw new Error(`bug: no ${part} in ${text}`);
  return text.replace(part, by);
}

test('a record comes back as it was, signed or not', (t) => {
  t.deepEqual(decodeRecord(encodeRecord(record, undefined), key, ports, undefined), record);
  t.deepEqual(decodeRecord(encodeRecord(record, signingKey), key, ports, signingKey), record);
  t.deepEqual(decodeRecord(encodeRecord(record, signingKey), key, ports, undefined), record);
});

test('a signed record of which anything was changed is not believed', (t) => {
  const text = encodeRecord(record, signingKey);
  const changes: [string, string][] = [
    ['"durationMs":12', '"durationMs":13'],
    ['b'.repeat(64), 'c'.repeat(64)],
    [`"key":"${key}"`, `"key":"${'d'.repeat(64)}"`],
    ['"attempts":1', '"attempts":1,"more":1'],
    ['"attempts":1', '"attempts":1e999'],
    ['hmac-sha256:', 'hmac-sha256:0'],
    ['"signature":"hmac', '"signatur":"hmac'],
  ];
  for (const [part, by] of changes) {
    t.true(text.includes(part), part);
    t.throws(
      () => decodeRecord(text.replace(part, by), key, ports, signingKey),
      { instanceOf: UntrustedRecord },
      by,
    );
  }
  const other = Buffer.from('the key of another laboratory');
  t.throws(() => decodeRecord(text, key, ports, other), { message: /wrong signature/ });
  t.throws(() => decodeRecord(encodeRecord(record, undefined), key, ports, signingKey), {
    message: /not signed/,
  });
});

test('what is no record of the node is refused, though nobody had to sign it', (t) => {
  const texts = [
    '',
    '[]',
    'null',
    '<html>',
    forged(key, 'd'.repeat(64)),
    forged('"format":1', '"format":2'),
    forged('"type":"json"', '"type":"image-set"'),
    forged('"value":{', '"other":{'),
    forged('folder/value.json', '../value.json'),
    forged('folder/value.json', '/etc/passwd'),
    forged('b'.repeat(64), '../../secret'),
    forged('"sizeBytes":5', '"sizeBytes":-1'),
    forged('"sizeBytes":5', '"sizeBytes":1e999'),
    forged('"durationMs":12', '"durationMs":"long"'),
    forged('2026-01-02', 'yesterday'),
    forged('"device":"cpu"', '"device":"abacus"'),
    forged('"cpu":"fast"', `"cpu":"${'x'.repeat(1_000)}"`),
    forged('"files":[', `"files":[${JSON.stringify(file)},`),
  ];
  for (const text of texts)
    t.throws(() => decodeRecord(text, key, ports, undefined), { instanceOf: RemoteError }, text);
});

test('the digest of an artifact is not believed but made', (t) => {
  const { digest } = record.outputs['value']!;
  const { outputs } = decodeRecord(forged(digest, 'e'.repeat(64)), key, ports, undefined);
  t.is(outputs['value']?.digest, digest);
});
