import { spawn } from 'node:child_process';

export interface CommandOptions {
  /** The whole environment; the command is looked up in its PATH. */
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Ends the command when aborted. */
  readonly signal?: AbortSignal;
}

export interface CommandResult {
  /** `undefined` where the command could not be started or was ended by a signal. */
  readonly exitCode: number | undefined;
  /** The signal that ended it: SIGILL for an instruction that the processor does not have. */
  readonly endedBy?: NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
}

export type CommandRunner = (
  command: string,
  args: readonly string[],
  options: CommandOptions,
) => Promise<CommandResult>;

/** Runs a command to its end and keeps what it prints. A failure is a result; only an abort throws. */
export const runCommand: CommandRunner = async (command, args, { env, cwd, signal }) => {
  signal?.throwIfAborted();
  const result = await new Promise<CommandResult>((resolve) => {
    const child = spawn(command, args, { env, ...(cwd && { cwd }), stdio: ['ignore', 'pipe', 'pipe'] });
    const stop = () => child.kill();
    signal?.addEventListener('abort', stop);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const finish = (end: Pick<CommandResult, 'exitCode' | 'endedBy'>) => {
      signal?.removeEventListener('abort', stop);
      resolve({ ...end, stdout, stderr });
    };
    child.on('error', (error) => {
      stderr += error.message;
      if (child.pid === undefined) finish({ exitCode: undefined });
    });
    child.on('close', (code, endedBy) =>
      finish({ exitCode: code ?? undefined, ...(endedBy && { endedBy }) }),
    );
  });
  signal?.throwIfAborted();
  return result;
};
