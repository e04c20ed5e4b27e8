import type { OnProgress } from '../../learn/runtime/provision/progress.js';
import { provisionTensorflow } from '../../learn/runtime/provision/provision.js';
import { ProvisionError } from '../../learn/runtime/provision/provision-error.js';
import { type ProvisionSetup, tfjsPackageFolder } from '../../learn/runtime/provision/provision-setup.js';
import { runCommand } from '../../learn/runtime/provision/run-command.js';
import { type Finding, ok, problem } from './finding.js';
import { progressDisplay } from './progress-display.js';

/** Provisioning on this machine, as this process sees it. */
export function machineSetup(signal: AbortSignal, onProgress: OnProgress = () => {}): ProvisionSetup {
  return { env: process.env, run: runCommand, packageFolder: tfjsPackageFolder(), signal, onProgress };
}

/** Sets TensorFlow up, with its progress on stderr. */
export async function installTensorflow(signal: AbortSignal): Promise<Finding> {
  const display = progressDisplay(process.stderr);
  try {
    const { provider, reason, state } = await provisionTensorflow(machineSetup(signal, display.onProgress));
    const did = {
      ready: 'is ready',
      'not-linked': 'was linked',
      'no-cuda': 'was given its CUDA libraries',
      missing: 'was installed',
      damaged: 'was built again',
    };
    const detail = `TensorFlow ${did[state.state]} in ${provider.folder}`;
    return ok('TensorFlow', detail, {
      provider: provider.name,
      reason,
      folder: provider.folder,
      before: state.state,
    });
  } catch (error) {
    if (!(error instanceof ProvisionError)) throw error;
    return problem('TensorFlow', error.message, error.hint, { error: error.kind });
  } finally {
    display.close();
  }
}
