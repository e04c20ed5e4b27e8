import type { MachineFacts } from './machine-facts.js';
import { ProvisionError } from './provision-error.js';
import { oldestGlibc, type TensorflowPin, tensorflowVersion } from './tensorflow-pins.js';

/** Where TensorFlow comes from on this machine, and why, in words for the user. */
export type ProviderChoice =
  | {
      readonly provider: 'wheel';
      readonly pin: TensorflowPin;
      /** Whether CUDA's libraries are to be downloaded too, rather than taken from the system. */
      readonly cuda: boolean;
      readonly reason: string;
    }
  | { readonly provider: 'package-installer'; readonly reason: string }
  | { readonly provider: 'none'; readonly problem: ProvisionError };

export function chooseProvider(facts: MachineFacts, pins: readonly TensorflowPin[]): ProviderChoice {
  const { platform, arch, glibc, nvidiaDriver, requested, requestedCuda } = facts;
  if (requested !== undefined && requested !== 'cpu' && requested !== 'gpu') {
    return none(
      'bad-setting',
      `MICROGRAPH_TENSORFLOW is "${requested}"`,
      'Set it to cpu or gpu, or unset it.',
    );
  }
  if (requestedCuda !== undefined && requestedCuda !== 'wheels' && requestedCuda !== 'system') {
    return none(
      'bad-setting',
      `MICROGRAPH_CUDA is "${requestedCuda}"`,
      'Set it to wheels or system, or unset it.',
    );
  }
  if (platform === 'win32') {
    return none(
      'unsupported-platform',
      'Windows is not supported',
      'Use the Windows Subsystem for Linux (WSL 2).',
    );
  }
  const ofArch = pins.filter((pin) => pin.arch === arch);
  if (platform !== 'linux' || ofArch.length === 0) {
    return packageInstaller(`there is no TensorFlow ${tensorflowVersion} wheel for ${platform} ${arch}`);
  }
  if (glibc === undefined || !isRecentGlibc(glibc)) {
    const found = glibc === undefined ? 'has another C library' : `has glibc ${glibc}`;
    const needed = `${oldestGlibc.major}.${oldestGlibc.minor}`;
    return packageInstaller(
      `the TensorFlow ${tensorflowVersion} wheels need glibc ${needed} or newer and this machine ${found}`,
    );
  }
  const wanted = requested ?? (nvidiaDriver === undefined ? 'cpu' : 'gpu');
  const pin = ofArch.find(({ variant }) => variant === wanted);
  if (pin)
    return {
      provider: 'wheel',
      pin,
      cuda: downloadsCuda(wanted, facts),
      reason: variantReason(wanted, facts),
    };
  if (requested !== undefined) {
    const message = `there is no ${requested} wheel of TensorFlow ${tensorflowVersion} for ${platform} ${arch}`;
    return none('unsupported-platform', message, 'Unset MICROGRAPH_TENSORFLOW.');
  }
  const other = ofArch[0]!;
  return { provider: 'wheel', pin: other, cuda: false, reason: `the only wheel for ${platform} ${arch}` };
}

/** 2.8 GB are worth their while only where there is a GPU. */
function downloadsCuda(variant: 'cpu' | 'gpu', { nvidiaDriver, requestedCuda }: MachineFacts): boolean {
  if (variant === 'cpu') return false;
  return requestedCuda === undefined ? nvidiaDriver !== undefined : requestedCuda === 'wheels';
}

function variantReason(variant: 'cpu' | 'gpu', { nvidiaDriver, requested }: MachineFacts): string {
  if (requested !== undefined) return `MICROGRAPH_TENSORFLOW is ${requested}`;
  return variant === 'gpu' ? `NVIDIA driver ${nvidiaDriver} found` : 'no NVIDIA driver found';
}

function isRecentGlibc(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldestGlibc.major || (major === oldestGlibc.major && minor >= oldestGlibc.minor);
}

function packageInstaller(why: string): ProviderChoice {
  return { provider: 'package-installer', reason: `${why}; the npm package's own, older TensorFlow is used` };
}

function none(kind: 'bad-setting' | 'unsupported-platform', message: string, hint: string): ProviderChoice {
  return { provider: 'none', problem: new ProvisionError(kind, message, hint) };
}
