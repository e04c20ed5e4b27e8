import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Configuration } from './configurations.js';

/** Asks a process to train for some steps. The same training as last time goes on where it was. */
export interface Request extends Pick<Configuration, 'name' | 'networks' | 'side' | 'batch'> {
  /** Steps before those that are measured. */
  readonly warmUpSteps: number;
  readonly steps: number;
}

export interface Answer {
  /** Wall time of each step, with its losses read back. */
  readonly stepMs: readonly number[];
  /** Largest resident set of the process since this training began. */
  readonly peakBytes: number;
  /** Everything up to the end of the first step, where the training is new: recording, compiling. */
  readonly firstStepMs?: number;
}

/** A process that answers requests line by line. It uses no time while nothing is asked. */
export interface TimingProcess<R> {
  ask(request: R): Promise<Answer>;
  close(): void;
}

export function startTimingProcess<R>(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): TimingProcess<R> {
  const child: ChildProcess = spawn(command, [...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  return {
    async ask(request) {
      child.stdin!.write(`${JSON.stringify(request)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`${command} ended; standard error says why`);
      return JSON.parse(value) as Answer;
    },
    close: () => child.stdin!.end(),
  };
}
