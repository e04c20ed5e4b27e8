import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { explainPipFailure } from './explain-pip-failure.js';
import { withStep } from './progress.js';
import { ProvisionError } from './provision-error.js';
import type { ProvisionSetup } from './provision-setup.js';
import { sha256File } from './sha256-file.js';
import { type WheelPin, wheelPython } from './tensorflow-pins.js';

const pollMs = 250;

/**
 * Downloads the pinned wheel with pip into `folder` and checks it.
 * @returns the wheel's path
 * @throws ProvisionError `no-network`, `download-failed`, `wrong-checksum`, `disk-full`
 */
export async function downloadWheel(setup: ProvisionSetup, pin: WheelPin, folder: string): Promise<string> {
  const { run, signal, onProgress } = setup;
  const requirement = `${pin.distribution}==${pin.version}`;
  const temporary = join(folder, 'pip');
  await mkdir(temporary, { recursive: true });
  // pip writes a wheel below TMPDIR first; there it is on the disk whose space was checked, and can be watched.
  const env = { ...setup.env, TMPDIR: temporary };

  await withStep(onProgress, 'download', pin.wheelBytes, async (report) => {
    const watch = setInterval(() => void largestWheel(folder).then(({ bytes }) => report(bytes)), pollMs);
    try {
      const result = await run('python3', pipArguments(pin, requirement, folder), { env, signal });
      if (result.exitCode !== 0) throw explainPipFailure(requirement, result.stderr + result.stdout);
    } finally {
      clearInterval(watch);
    }
  });
  await rm(temporary, { recursive: true });
  const { path, bytes } = await largestWheel(folder);
  if (path === undefined) {
    throw new ProvisionError(
      'download-failed',
      `pip left no wheel of ${requirement}`,
      'Update pip and try again.',
    );
  }
  await withStep(onProgress, 'check', bytes, (report) => checkWheel(pin, path, { signal, report }));
  return path;
}

function pipArguments(pin: WheelPin, requirement: string, folder: string): string[] {
  const wheelChoice = [
    '--only-binary=:all:',
    '--python-version',
    wheelPython.version,
    '--implementation',
    'cp',
  ];
  wheelChoice.push('--abi', wheelPython.abi, '--platform', pin.platformTag);
  const quietly = ['--no-cache-dir', '--progress-bar', 'off', '--disable-pip-version-check', '--no-input'];
  return ['-m', 'pip', 'download', '--no-deps', ...wheelChoice, ...quietly, '--dest', folder, requirement];
}

async function checkWheel(
  pin: WheelPin,
  path: string,
  options: { signal: AbortSignal; report: (doneBytes: number) => void },
): Promise<void> {
  const found = await sha256File(path, options);
  if (found === pin.sha256) return;
  await rm(path);
  const message =
    `the downloaded wheel of ${pin.distribution} ${pin.version} is not the expected one and was deleted\n` +
    `  expected SHA-256 ${pin.sha256}\n  found    SHA-256 ${found}`;
  const hint =
    'Try again. If it happens twice, a mirror or a proxy changes or cuts the file: look at PIP_INDEX_URL.';
  throw new ProvisionError('wrong-checksum', message, hint);
}

/** The largest file below `folder` that ends in .whl; files may come and go while it looks. */
async function largestWheel(folder: string): Promise<{ path?: string; bytes: number }> {
  let largest: { path?: string; bytes: number } = { bytes: 0 };
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  for (const name of names.filter((name) => name.endsWith('.whl'))) {
    const path = join(folder, name);
    const bytes = await stat(path).then(
      ({ size }) => size,
      () => 0,
    );
    if (bytes >= largest.bytes) largest = { path, bytes };
  }
  return largest;
}
