import { resolve } from 'node:path';
import type { RemoteSettings } from '../../cache/remote/remote-settings.js';
import type { Project } from '../../engine/project/project.js';
import { checkedSecret, readSecret } from '../read-secret.js';
import { UserError } from '../user-error.js';
import type { RemoteOptions } from './remote-options.js';

/** A shorter one could be guessed. */
const leastKeyCharacters = 16;

/**
 * The remote cache that the command line, the environment or the project names, in this order; undefined where none
 * does. Secrets are taken out of the environment, so that neither node types nor pipelines see them.
 */
export async function remoteSettings(
  options: RemoteOptions,
  { folder, remote }: Project,
  environment: NodeJS.ProcessEnv,
): Promise<RemoteSettings | undefined> {
  const secret = (name: string, option: string | undefined, configured: string | undefined) => {
    const inEnvironment = environment[name];
    delete environment[name];
    if (option !== undefined) return readSecret(resolve(option));
    if (inEnvironment) return checkedSecret(inEnvironment, name);
    return configured === undefined ? undefined : readSecret(resolve(folder, configured));
  };
  const given = options.cacheUrl ?? environment['MICROGRAPH_CACHE_URL'] ?? remote.cacheUrl;
  const key = await secret('MICROGRAPH_CACHE_KEY', options.cacheKeyFile, remote.cacheKeyFile);
  const token = await secret('MICROGRAPH_CACHE_TOKEN', options.cacheTokenFile, remote.cacheTokenFile);
  if (!given) return undefined;
  if (key !== undefined && key.length < leastKeyCharacters) {
    throw UserError.of(
      `the key that signs records has ${key.length} characters, and must have ${leastKeyCharacters}`,
      'make one with: openssl rand -hex 32',
    );
  }
  return {
    url: checkedUrl(given),
    mode: options.cacheMode ?? remote.cacheMode ?? 'read-write',
    ...(key !== undefined && { signingKey: Buffer.from(key) }),
    ...(token !== undefined && { authorization: authorization(token) }),
  };
}

function checkedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw UserError.of(`"${text}" is no address of a cache`, 'one is: http://cache.example.org:8090');
  // It would stand in the list of processes, in logs and in the store.
  if (url.username !== '' || url.password !== '') {
    const hint = 'put user:password into a file, and give --cache-token-file, or set MICROGRAPH_CACHE_TOKEN';
    throw UserError.of("a cache's address must not hold a password", hint);
  }
  if (url.search !== '' || url.hash !== '')
    throw UserError.of(`"${text}" is no address of a cache`, 'it must have no "?" and no "#"');
  return url;
}

/** A token of the Bearer scheme cannot have a colon, so one with a colon is a user and a password. */
function authorization(token: string): string {
  return token.includes(':') ? `Basic ${Buffer.from(token).toString('base64')}` : `Bearer ${token}`;
}
