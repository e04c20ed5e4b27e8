import { withStep } from './progress.js';
import { ProvisionError } from './provision-error.js';
import type { ProvisionSetup } from './provision-setup.js';
import type { CommandResult } from './run-command.js';
import { nodeArguments } from './sibling-module.js';

/**
 * Loads the addon in a process of its own and lets it compute 1 + 2.
 * @returns the version that TensorFlow says it has
 * @throws ProvisionError `addon-fails`
 */
export async function verifyAddon(setup: ProvisionSetup, addon: string): Promise<string> {
  const { run, signal, onProgress } = setup;
  const env = { ...setup.env, TF_CPP_MIN_LOG_LEVEL: '2' };
  const args = [...nodeArguments(import.meta.url, 'addon-probe'), addon];
  const result = await withStep(onProgress, 'verify', undefined, () =>
    run(process.execPath, args, { env, signal }),
  );
  const answer =
    result.exitCode === 0 ? (JSON.parse(result.stdout) as { version: string; sum: number }) : undefined;
  if (answer?.sum === 3) return answer.version;
  const message = `the TensorFlow addon does not work: ${answer ? `1 + 2 gave ${answer.sum}` : whyItFailed(result)}`;
  throw new ProvisionError('addon-fails', message, hintFor(result));
}

function whyItFailed({ exitCode, endedBy, stderr }: CommandResult): string {
  if (endedBy) return `loading it ended with ${endedBy}`;
  const error = stderr.split('\n').find((line) => line.startsWith('Error: '));
  return error?.slice('Error: '.length) ?? `loading it ended with exit code ${exitCode}`;
}

function hintFor({ endedBy, stderr }: CommandResult): string {
  if (endedBy === 'SIGILL')
    return 'The processor lacks instructions (AVX) that TensorFlow needs: use a newer machine.';
  if (stderr.includes('GLIBCXX'))
    return 'The C++ runtime library is too old: install a newer libstdc++ (clusters: module load gcc).';
  return 'Look at docs/installation.md, and report this with the output of `micrograph doctor --json`.';
}
