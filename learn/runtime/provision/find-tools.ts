import { ProvisionError } from './provision-error.js';
import type { ProvisionSetup } from './provision-setup.js';

type ToolSearch = Pick<ProvisionSetup, 'env' | 'run' | 'signal'>;

/** A C++ compiler: the words of its command, and the first line that it says of itself. */
export interface Compiler {
  readonly command: readonly [string, ...string[]];
  readonly version: string;
}

/**
 * The version line of the pip that belongs to python3.
 * @throws ProvisionError `no-python`, `no-pip`
 */
export async function findPip({ env, run, signal }: ToolSearch): Promise<string> {
  const { exitCode, stdout, stderr } = await run('python3', ['-m', 'pip', '--version'], { env, signal });
  if (exitCode === 0) return stdout.trim();
  if (exitCode === undefined) {
    const hint =
      'Install it (Debian, Ubuntu: apt-get install python3 python3-pip) or load it (clusters: module load python).';
    throw new ProvisionError('no-python', 'python3 was not found; its pip downloads TensorFlow', hint);
  }
  const said = stderr.trim().split('\n').at(-1);
  const hint =
    'Install pip (Debian, Ubuntu: apt-get install python3-pip; elsewhere: python3 -m ensurepip --user).';
  throw new ProvisionError('no-pip', `python3 has no pip, which downloads TensorFlow (${said})`, hint);
}

/**
 * The first of CXX, c++, g++ and clang++ that runs.
 * @throws ProvisionError `no-compiler`
 */
export async function findCompiler({ env, run, signal }: ToolSearch): Promise<Compiler> {
  const candidates = [env['CXX'] ?? '', 'c++', 'g++', 'clang++'];
  for (const candidate of candidates) {
    const [program, ...args] = candidate.split(/\s+/).filter((word) => word !== '');
    if (program === undefined) continue;
    const { exitCode, stdout } = await run(program, [...args, '--version'], { env, signal });
    if (exitCode === 0) return { command: [program, ...args], version: stdout.split('\n')[0]!.trim() };
  }
  const tried = candidates.filter((candidate) => candidate !== '').join(', ');
  const hint =
    'Install one (Debian, Ubuntu: apt-get install g++; clusters: module load gcc) or name it in CXX. ' +
    'A machine without one can use a cache folder copied from another: see docs/installation.md.';
  throw new ProvisionError('no-compiler', `no C++ compiler was found (tried ${tried})`, hint);
}
