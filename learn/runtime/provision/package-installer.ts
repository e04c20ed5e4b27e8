import { lstat, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { packageAddonPath } from './link-addon.js';
import { withStep } from './progress.js';
import type { ProviderState, TensorflowProvider } from './provider.js';
import { ProvisionError } from './provision-error.js';
import type { ProvisionSetup } from './provision-setup.js';
import { verifyAddon } from './verify-addon.js';

const packageName = '@tensorflow/tfjs-node-gpu';

/** The npm package's own install script, which downloads TensorFlow 2.9.1 or older into node_modules. */
export function packageInstaller(setup: ProvisionSetup): TensorflowProvider {
  const { env, run, signal, packageFolder, onProgress } = setup;
  const addon = packageAddonPath(packageFolder);

  async function inspect(): Promise<ProviderState> {
    const found = await lstat(addon).catch(() => undefined);
    if (found?.isFile()) return { state: 'ready', addon, version: 'of the npm package' };
    return { state: 'missing', reason: `there is no ${addon}` };
  }

  async function install(): Promise<void> {
    if ((await inspect()).state === 'ready') return;
    // A link to a cached addon would be written through.
    await rm(addon, { force: true });
    const project = resolve(packageFolder, '..', '..', '..');
    const args = ['rebuild', packageName, '--ignore-scripts=false', '--foreground-scripts'];
    const result = await withStep(onProgress, 'installer', undefined, () =>
      run('npm', args, { env, cwd: project, signal }),
    );
    if (result.exitCode !== 0 || (await inspect()).state !== 'ready') {
      const said = (result.stderr.trim() || result.stdout.trim()).split('\n').at(-1);
      const hint = `It needs the network (storage.googleapis.com) and, without a prebuilt addon, Python and a C++ compiler.`;
      throw new ProvisionError(
        'installer-failed',
        `the install script of ${packageName} failed: ${said}`,
        hint,
      );
    }
    await verifyAddon(setup, addon);
  }

  return { name: 'package-installer', folder: packageFolder, inspect, install };
}
