import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/**
 * The per-user folder that TensorFlow and compiled validators are kept in, outside node_modules so that `npm ci` does
 * not throw them away:
 * MICROGRAPH_CACHE, else `micrograph` in the XDG cache folder, else `~/.cache/micrograph`.
 */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  if (env['MICROGRAPH_CACHE']) return resolve(env['MICROGRAPH_CACHE']);
  // The XDG Base Directory Specification says to ignore a relative path.
  const xdg = env['XDG_CACHE_HOME'];
  const base = xdg && isAbsolute(xdg) ? xdg : join(env['HOME'] || homedir(), '.cache');
  return join(base, 'micrograph');
}
