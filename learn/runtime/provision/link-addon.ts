import { randomUUID } from 'node:crypto';
import { mkdir, readlink, rename, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { addonName } from './addon-name.js';
import { ProvisionError, systemErrorCode } from './provision-error.js';

/** Where @tensorflow/tfjs-node-gpu looks for its addon: it supports Node-API versions up to 8. */
export function packageAddonPath(packageFolder: string): string {
  return join(packageFolder, 'lib', 'napi-v8', addonName);
}

/** What the package's addon is a link to; undefined where it is no link or is not there. */
export async function linkedAddon(packageFolder: string): Promise<string | undefined> {
  return readlink(packageAddonPath(packageFolder)).catch(() => undefined);
}

/**
 * Makes the package's addon a link to `target`, in one step: there is no moment without an addon.
 * @throws ProvisionError `package-not-writable`
 */
export async function linkAddon(packageFolder: string, target: string): Promise<void> {
  const path = packageAddonPath(packageFolder);
  const temporary = `${path}.${randomUUID()}`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await symlink(target, temporary);
    await rename(temporary, path);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    const hint = 'Run this as the user who ran `npm install`.';
    throw new ProvisionError('package-not-writable', `${dirname(path)} cannot be written (${code})`, hint);
  }
}
