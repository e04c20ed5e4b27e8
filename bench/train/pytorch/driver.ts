import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type {
  GanNetworks,
  SupervisedNetworks,
} from '../../../learn/testing/parity/parity-case.test-helper.js';
import { modulesFolder, pythonWithTorch } from '../../parity/environment.js';

/** A training to be measured: binary cross-entropy for one network, pix2pix for two; Adam; random images. */
export interface PyTorchTraining {
  readonly networks: SupervisedNetworks | GanNetworks;
  /** Side of the images in pixels. */
  readonly side: number;
  /** Images a step. */
  readonly batch: number;
  /** Threads inside an operation. */
  readonly threads: number;
  readonly layout: 'nchw' | 'channels_last';
  /** Whether `torch.compile` is used. */
  readonly compile: boolean;
  /** Steps before those that are measured. */
  readonly warmUpSteps: number;
  readonly steps: number;
}

export interface PyTorchTimes {
  /** Wall time of each step, with its losses read back. */
  readonly stepMs: readonly number[];
  /** Largest resident set of the process since this training began. */
  readonly peakBytes: number;
  /** The very first step, which compiles where that is asked for; not there where the last request had the same training. */
  readonly firstStepMs?: number;
}

/** A process with PyTorch in it. */
export interface PyTorch {
  /** One at a time. The same training as last time goes on where it was. */
  measure(training: PyTorchTraining): Promise<PyTorchTimes>;
  close(): void;
}

/** Starts PyTorch, which is installed where it is missing. It uses no time while nothing is measured. */
export function startPyTorch(): PyTorch {
  const worker = fileURLToPath(new URL('worker.py', import.meta.url));
  const child = spawn(pythonWithTorch(), [worker], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, PYTHONPATH: modulesFolder },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async measure(training) {
      child.stdin.write(`${JSON.stringify(training)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error('PyTorch ended; standard error says why');
      return JSON.parse(value) as PyTorchTimes;
    },
    close: () => child.stdin.end(),
  };
}
