import test from 'ava';
import { explainPipFailure } from './explain-pip-failure.js';

const requirement = 'tensorflow-cpu==2.21.0';
const notFound = [
  `ERROR: Could not find a version that satisfies the requirement ${requirement} (from versions: none)`,
  `ERROR: No matching distribution found for ${requirement}`,
].join('\n');

test('a host that cannot be resolved is a network problem, told without the noise around it', (t) => {
  const retry =
    "WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by 'NewConnectionError(" +
    "'<pip._vendor.urllib3.connection.HTTPSConnection object at 0x7f>: Failed to establish a new connection: " +
    "[Errno -2] Name or service not known')': /simple/tensorflow-cpu/";
  const error = explainPipFailure(requirement, `${retry}\n${notFound}`);
  t.is(error.kind, 'no-network');
  t.is(
    error.message,
    'pip could not reach the package index ' +
      '(Failed to establish a new connection: [Errno -2] Name or service not known)',
  );
  t.regex(error.hint, /PIP_INDEX_URL.*copy the cache folder/s);
});

for (const [what, line] of [
  [
    'a refusing proxy',
    "ProxyError('Cannot connect to proxy.', ConnectionRefusedError(111, 'Connection refused'))",
  ],
  [
    'a time-out',
    "ReadTimeoutError(HTTPSConnectionPool(host='index.example', port=443): Read timed out. (read timeout=15)",
  ],
  ['an untrusted certificate', 'SSLError(SSLCertVerificationError(1, CERTIFICATE_VERIFY_FAILED))'],
] as const) {
  test(`${what} is a network problem`, (t) => {
    t.is(explainPipFailure(requirement, `WARNING: ${line}\n${notFound}`).kind, 'no-network');
  });
}

test('an index that has or tells nothing is a network problem', (t) => {
  t.is(explainPipFailure(requirement, notFound).kind, 'no-network');
});

test('a version that the index does not have is shown as pip says it', (t) => {
  const output = `ERROR: Could not find a version that satisfies the requirement ${requirement} (from versions: 2.20.0)`;
  const error = explainPipFailure(requirement, output);
  t.is(error.kind, 'download-failed');
  t.regex(error.message, /from versions: 2\.20\.0/);
});

test('a full disk is told as such, whatever else pip says', (t) => {
  const output = `${notFound}\nOSError: [Errno 28] No space left on device`;
  t.is(explainPipFailure(requirement, output).kind, 'disk-full');
});

test('the last line is shown where pip names no error', (t) => {
  t.regex(explainPipFailure(requirement, 'Traceback\nKeyError: x\n\n').message, /: KeyError: x$/);
  t.regex(explainPipFailure(requirement, '').message, /pip printed nothing/);
});
