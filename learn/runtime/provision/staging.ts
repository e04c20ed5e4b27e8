import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readlink, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ProvisionError, systemErrorCode } from './provision-error.js';

const stagingPrefix = '.making';

/**
 * Makes a new folder in `cache` to build an installation in; set-ups at the same time each have their own. Folders
 * that killed set-ups of this machine left behind are removed.
 * @throws ProvisionError `cache-not-writable`
 */
export async function makeStagingFolder(cache: string): Promise<string> {
  const owner = await processOwner();
  try {
    await mkdir(cache, { recursive: true });
    for (const name of await readdir(cache)) {
      if (isAbandoned(name, owner)) await rm(join(cache, name), { recursive: true, force: true });
    }
    const folder = join(cache, `${stagingPrefix}-${owner}-${process.pid}-${randomBytes(4).toString('hex')}`);
    await mkdir(folder);
    return folder;
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined || code === 'ENOSPC' || code === 'EDQUOT') throw error;
    const hint = 'Set MICROGRAPH_CACHE to a folder that you can write to.';
    throw new ProvisionError(
      'cache-not-writable',
      `the cache folder ${cache} cannot be written (${code})`,
      hint,
    );
  }
}

/**
 * Moves a finished staging folder to its place. An installation that is there already and `isIntact` stays, since it
 * may be in use; anything else there is moved aside and removed.
 */
export async function publish(
  staging: string,
  folder: string,
  isIntact: () => Promise<boolean>,
): Promise<void> {
  for (;;) {
    try {
      return await rename(staging, folder);
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(systemErrorCode(error) ?? '')) throw error;
    }
    if (await isIntact()) return rm(staging, { recursive: true });
    const aside = `${staging}-replaced`;
    await rename(folder, aside).catch((error) => {
      // Another set-up has moved it aside first.
      if (systemErrorCode(error) !== 'ENOENT') throw error;
    });
    await rm(aside, { recursive: true, force: true });
  }
}

/** Whose process numbers ours can be compared with: the machine, and in it the process namespace (container). */
async function processOwner(): Promise<string> {
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '');
  return `${hostname()}-${namespace.replace(/\D/g, '')}`;
}

function isAbandoned(name: string, owner: string): boolean {
  const prefix = `${stagingPrefix}-${owner}-`;
  if (!name.startsWith(prefix)) return false;
  try {
    process.kill(Number.parseInt(name.slice(prefix.length), 10), 0);
    return false;
  } catch (error) {
    return systemErrorCode(error) === 'ESRCH';
  }
}
