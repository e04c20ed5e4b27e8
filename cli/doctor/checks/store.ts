import { mkdtemp, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { systemErrorCode } from '../../../learn/runtime/provision/provision-error.js';
import type { ProvisionSetup } from '../../../learn/runtime/provision/provision-setup.js';
import { nodeArguments } from '../../../learn/runtime/provision/sibling-module.js';
import { type Finding, ok, problem, warning } from '../finding.js';

/** Network file systems by the `f_type` that statfs(2) documents for Linux. */
const networkFileSystems: Readonly<Record<number, string>> = {
  26985: 'NFS',
  20859: 'SMB',
  4283649346: 'CIFS',
  4266872130: 'SMB2',
  12805120: 'Ceph',
  198183888: 'Lustre',
  428016422: 'BeeGFS',
  1196443219: 'GPFS',
  1397113167: 'AFS',
  16914839: '9P',
};
const lowDiskBytes = 5e9;
const elsewhere = 'Use a store on a local disk: --store DIR or MICROGRAPH_STORE.';

/** The name of a network file system; undefined for a local one. */
export function networkFileSystem(type: number): string | undefined {
  // Node gives the number with a sign on some systems.
  return networkFileSystems[type >>> 0];
}

export function storeFolder(option: string | undefined, env: NodeJS.ProcessEnv): string {
  return resolve(option ?? (env['MICROGRAPH_STORE'] || '.micrograph'));
}

/** Whether the store's database works in the file system of `folder`, which need not exist yet, and its free space. */
export async function checkStore(setup: ProvisionSetup, folder: string): Promise<Finding[]> {
  const existing = await nearestExisting(folder);
  const { type, bavail, bsize } = await statfs(existing);
  const freeBytes = bavail * bsize;
  const free = `${(freeBytes / 1e9).toFixed(1)} GB free for ${folder}`;
  return [
    await tryDatabase(setup, existing, networkFileSystem(type)),
    freeBytes >= lowDiskBytes
      ? ok('disk', free, { freeBytes })
      : warning(
          'disk',
          free,
          'A sweep stores every network that it trains: free some space, or use another disk.',
          { freeBytes },
        ),
  ];
}

async function tryDatabase(
  setup: ProvisionSetup,
  existing: string,
  network: string | undefined,
): Promise<Finding> {
  let folder: string;
  try {
    folder = await mkdtemp(join(existing, '.micrograph-doctor-'));
  } catch (error) {
    return problem('store', `${existing} cannot be written (${systemErrorCode(error)})`, elsewhere);
  }
  try {
    const args = [...nodeArguments(import.meta.url, '../store-probe'), folder];
    const { env, signal } = setup;
    const { exitCode, endedBy, stderr } = await setup.run(process.execPath, args, { env, signal });
    if (exitCode !== 0) {
      const why =
        stderr.split('\n').find((line) => line.includes('Error: ')) ?? `it ended with ${endedBy ?? exitCode}`;
      return problem('store', `LMDB does not work in ${existing}: ${why}`, elsewhere);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  if (network === undefined) return ok('store', `LMDB works in ${existing}`);
  return warning(
    'store',
    `LMDB works in ${existing}, but ${network} is a network file system: it may lose records`,
    elsewhere,
  );
}

async function nearestExisting(folder: string): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    if (at === dirname(at) || (await stat(at).catch(() => undefined))?.isDirectory()) return at;
  }
}
