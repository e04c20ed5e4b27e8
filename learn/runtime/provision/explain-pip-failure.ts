import { diskFull } from './free-space.js';
import { ProvisionError } from './provision-error.js';

const diskSign = /No space left on device|Disk quota exceeded/i;
/** What pip and its HTTP library say where the index is out of reach, the most telling first. */
const networkSigns = [
  /Failed to establish a new connection: [^')]+/,
  /Cannot connect to proxy|ProxyError/,
  /CERTIFICATE_VERIFY_FAILED|SSLError/,
  /(?:Connect|Read) timed out|ConnectTimeoutError|ReadTimeoutError/,
  /Network is unreachable|Connection (?:reset|refused|aborted)|connection broken/i,
];

const mirrorHint =
  'Check the connection, and PIP_INDEX_URL or HTTPS_PROXY where a mirror or a proxy is needed. ' +
  'Without a network, copy the cache folder from another machine: see docs/installation.md.';

/** Finds, in what a failed `pip download` printed, what the user can do something about. */
export function explainPipFailure(requirement: string, output: string): ProvisionError {
  if (diskSign.test(output)) return diskFull(`the disk became full while pip wrote ${requirement}`);
  const sign = networkSigns.map((pattern) => pattern.exec(output)?.[0]).find((found) => found !== undefined);
  if (sign !== undefined) {
    return new ProvisionError('no-network', `pip could not reach the package index (${sign})`, mirrorHint);
  }
  // With retries switched off, pip says no more than this of an index that it cannot reach.
  if (output.includes('(from versions: none)')) {
    const message = `the package index has no ${requirement}, or pip could not reach it`;
    return new ProvisionError('no-network', message, mirrorHint);
  }
  const lines = output.split('\n').map((line) => line.trim());
  const error = lines
    .find((line) => line.startsWith('ERROR:'))
    ?.slice('ERROR:'.length)
    .trim();
  const said = error ?? lines.filter((line) => line !== '').at(-1) ?? 'pip printed nothing';
  const hint = `Try the download by hand to see more: python3 -m pip download --no-deps ${requirement}`;
  return new ProvisionError('download-failed', `pip could not download ${requirement}: ${said}`, hint);
}
