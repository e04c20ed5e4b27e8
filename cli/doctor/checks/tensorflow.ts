import { stat } from 'node:fs/promises';
import { linkedAddon, packageAddonPath } from '../../../learn/runtime/provision/link-addon.js';
import { readMachineFacts } from '../../../learn/runtime/provision/machine-facts.js';
import { type TensorflowStatus, tensorflowStatus } from '../../../learn/runtime/provision/provision.js';
import { ProvisionError } from '../../../learn/runtime/provision/provision-error.js';
import type { ProvisionSetup } from '../../../learn/runtime/provision/provision-setup.js';
import { nodeArguments } from '../../../learn/runtime/provision/sibling-module.js';
import { type Finding, ok, problem, warning } from '../finding.js';
import type { TensorflowProbe } from '../tensorflow-probe.js';

const installFix = 'Run: micrograph doctor --install';

export interface TensorflowFindings {
  readonly findings: readonly Finding[];
  /** Whether setting TensorFlow up, with a compiler and pip, is still to be done. */
  readonly mustBuild: boolean;
}

export async function checkTensorflow(setup: ProvisionSetup): Promise<TensorflowFindings> {
  const hasAddon = await stat(packageAddonPath(setup.packageFolder)).then(
    () => true,
    () => false,
  );
  const trial = hasAddon ? await tryTensorflow(setup) : [];
  try {
    const status = await tensorflowStatus(setup);
    const { provider, state } = status;
    const mustBuild = provider.name === 'wheel' && (state.state === 'missing' || state.state === 'damaged');
    return { findings: [await describeStatus(setup, status, hasAddon), ...trial], mustBuild };
  } catch (error) {
    if (!(error instanceof ProvisionError)) throw error;
    return { findings: [problem('TensorFlow', error.message, error.hint), ...trial], mustBuild: false };
  }
}

async function describeStatus(
  setup: ProvisionSetup,
  { provider, reason, state }: TensorflowStatus,
  hasAddon: boolean,
): Promise<Finding> {
  const data = { provider: provider.name, reason, folder: provider.folder, state: state.state };
  if (state.state === 'ready') {
    return ok('TensorFlow', `${state.version} in ${provider.folder} (${provider.name}: ${reason})`, data);
  }
  if (state.state === 'no-cuda') return warning('TensorFlow', state.reason, installFix, data);
  if (hasAddon && state.state !== 'damaged') {
    const used = await linkedAddon(setup.packageFolder);
    const detail = `${used ?? 'an addon'} is used, not the ${provider.name} meant for this machine (${reason})`;
    return warning('TensorFlow', detail, installFix, data);
  }
  return problem('TensorFlow', `${state.reason} (${provider.name}: ${reason})`, installFix, data);
}

async function tryTensorflow(setup: ProvisionSetup): Promise<Finding[]> {
  const env = { ...setup.env, TF_CPP_MIN_LOG_LEVEL: '2', TF_NUM_INTRAOP_THREADS: '1' };
  const args = nodeArguments(import.meta.url, '../tensorflow-probe');
  const { exitCode, endedBy, stdout, stderr } = await setup.run(process.execPath, args, {
    env,
    signal: setup.signal,
  });
  if (exitCode !== 0) {
    const why =
      stderr.split('\n').find((line) => line.startsWith('Error: ')) ?? `it ended with ${endedBy ?? exitCode}`;
    return [problem('TensorFlow runs', `it cannot be loaded: ${why}`, installFix)];
  }
  const probe = JSON.parse(stdout) as TensorflowProbe;
  const speed = `3×3 convolution, 16 channels, 256×256, 1 thread: ${probe.convolutionMs.toFixed(1)} ms`;
  const detail = `${probe.version}, loads in ${(probe.loadMs / 1000).toFixed(1)} s; ${speed}`;
  return [ok('TensorFlow runs', detail, { ...probe }), await describeGpu(setup, probe)];
}

async function describeGpu(setup: ProvisionSetup, { usesGpu }: TensorflowProbe): Promise<Finding> {
  const { nvidiaDriver } = await readMachineFacts(setup);
  if (usesGpu) return ok('GPU', `used (NVIDIA driver ${nvidiaDriver})`, { usesGpu, nvidiaDriver });
  if (nvidiaDriver === undefined) return ok('GPU', 'none (no NVIDIA driver)', { usesGpu });
  const detail = `NVIDIA driver ${nvidiaDriver} is there, but TensorFlow does not use a GPU`;
  const fix = 'TensorFlow needs its GPU wheel, CUDA 12 and cuDNN 9: see "GPU" in docs/installation.md.';
  return warning('GPU', detail, fix, { usesGpu, nvidiaDriver });
}
