import { readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { addonName } from './addon-name.js';
import { cacheFolder } from './cache-folder.js';
import { compileAddon } from './compile-addon.js';
import { cudaLibraries, cudaLinkTarget } from './cuda-libraries.js';
import { downloadWheel } from './download-wheel.js';
import { extractTensorflow, sharedLibraries } from './extract-wheel.js';
import { findCompiler, findPip } from './find-tools.js';
import { checkFreeSpace, diskFull } from './free-space.js';
import { linkAddon, linkedAddon } from './link-addon.js';
import {
  type FileRecord,
  inspectInstallation,
  type Manifest,
  recordFile,
  writeManifest,
} from './manifest.js';
import type { ProviderState, TensorflowProvider } from './provider.js';
import { systemErrorCode } from './provision-error.js';
import type { ProvisionSetup } from './provision-setup.js';
import { makeStagingFolder, publish } from './staging.js';
import { neededBytes, pinFolderName, type TensorflowPin, type WheelPin } from './tensorflow-pins.js';
import { verifyAddon } from './verify-addon.js';

/**
 * TensorFlow's shared libraries from a Python wheel, the addon compiled against them, and CUDA's libraries from
 * `cudaPins`, where there are any.
 */
export function wheelProvider(
  setup: ProvisionSetup,
  pin: TensorflowPin,
  cudaPins: readonly WheelPin[] = [],
): TensorflowProvider {
  const cuda = cudaPins.length > 0 ? cudaLibraries(setup, cudaPins) : undefined;
  const cache = cacheFolder(setup.env);
  const folder = join(cache, pinFolderName(pin));
  const addon = join(folder, addonName);

  async function inspectFolder() {
    return inspectInstallation(folder, pin, await bindingVersion(setup.packageFolder));
  }

  async function inspect(): Promise<ProviderState> {
    const found = await inspectFolder();
    if (found.state === 'missing') return { state: 'missing', reason: `there is no ${folder}` };
    if (found.state === 'damaged')
      return { state: 'damaged', reason: `${folder} is damaged: ${found.reason}` };
    if ((await linkedAddon(setup.packageFolder)) !== addon)
      return { state: 'not-linked', reason: `${folder} is not linked into node_modules` };
    const libraries = await cuda?.inspect();
    if (cuda && libraries?.state === 'missing')
      return { state: 'no-cuda', reason: `there is no ${cuda.folder}` };
    if (cuda && libraries?.state === 'damaged')
      return { state: 'no-cuda', reason: `${cuda.folder} is damaged: ${libraries.reason}` };
    return { state: 'ready', addon, version: pin.version };
  }

  async function install(): Promise<void> {
    try {
      if ((await inspectFolder()).state !== 'intact') await installTensorflow();
      await linkAddon(setup.packageFolder, addon);
      await cuda?.install();
    } catch (error) {
      const isFull = ['ENOSPC', 'EDQUOT'].includes(systemErrorCode(error) ?? '');
      throw isFull ? diskFull(`the disk of ${cache} became full`) : error;
    }
  }

  async function installTensorflow(): Promise<void> {
    const staging = await makeStagingFolder(cache);
    try {
      await build(setup, pin, staging, cache);
      await publish(staging, folder, async () => (await inspectFolder()).state === 'intact');
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  }

  return { name: 'wheel', folder, inspect, install };
}

/** Builds an installation in `staging`: everything that can be checked early is, and the manifest is written last. */
async function build(
  setup: ProvisionSetup,
  pin: TensorflowPin,
  staging: string,
  cache: string,
): Promise<void> {
  await findPip(setup);
  const compiler = await findCompiler(setup);
  await checkFreeSpace(cache, neededBytes(pin));

  const download = join(staging, 'download');
  const wheel = await downloadWheel(setup, pin, download);
  const digests = await extractTensorflow(wheel, staging, setup);
  await rm(download, { recursive: true });
  await compileAddon(setup, compiler, staging);
  await rm(join(staging, 'include'), { recursive: true });
  if (pin.variant === 'gpu') await symlink(cudaLinkTarget, join(staging, 'nvidia'));
  const version = await verifyAddon(setup, join(staging, addonName));

  const files: Record<string, FileRecord> = { [addonName]: await recordFile(staging, addonName) };
  for (const library of sharedLibraries) {
    const path = `lib/${library}`;
    files[path] = await recordFile(staging, path, digests[path]);
  }
  await writeManifest<Manifest>(staging, {
    tensorflow: version,
    variant: pin.variant,
    wheelSha256: pin.sha256,
    bindingVersion: await bindingVersion(setup.packageFolder),
    compiler: compiler.version,
    files,
  });
}

async function bindingVersion(packageFolder: string): Promise<string> {
  const text = await readFile(join(packageFolder, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
