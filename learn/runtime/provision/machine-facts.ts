import { readFile } from 'node:fs/promises';
import type { ProvisionSetup } from './provision-setup.js';

/** What decides where TensorFlow comes from. */
export interface MachineFacts {
  readonly platform: NodeJS.Platform;
  readonly arch: NodeJS.Architecture;
  /** Version of glibc, `2.36`; undefined where the C library is another one. */
  readonly glibc: string | undefined;
  /** Version of the NVIDIA driver, or `unknown version`; undefined where there is none. */
  readonly nvidiaDriver: string | undefined;
  /** The value of MICROGRAPH_TENSORFLOW, if set. */
  readonly requested: string | undefined;
  /** The value of MICROGRAPH_CUDA, if set. */
  readonly requestedCuda: string | undefined;
}

export async function readMachineFacts(
  setup: Pick<ProvisionSetup, 'env' | 'run' | 'signal'>,
): Promise<MachineFacts> {
  return {
    platform: process.platform,
    arch: process.arch,
    glibc: glibcVersion(),
    nvidiaDriver: await nvidiaDriver(setup),
    requested: setup.env['MICROGRAPH_TENSORFLOW'] || undefined,
    requestedCuda: setup.env['MICROGRAPH_CUDA'] || undefined,
  };
}

function glibcVersion(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return report.header?.glibcVersionRuntime;
}

async function nvidiaDriver({ env, run, signal }: Pick<ProvisionSetup, 'env' | 'run' | 'signal'>) {
  const fromKernel = await readFile('/proc/driver/nvidia/version', 'utf8').catch(() => undefined);
  if (fromKernel !== undefined) return /Module\D*([\d.]+)/.exec(fromKernel)?.[1] ?? 'unknown version';
  // Where the kernel module is hidden (WSL, some containers), the driver's own tool still answers.
  const asked = await run('nvidia-smi', ['--query-gpu=driver_version', '--format=csv,noheader'], {
    env,
    signal,
  });
  if (asked.exitCode !== 0) return undefined;
  return asked.stdout.trim().split('\n')[0] || 'unknown version';
}
