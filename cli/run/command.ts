import { Command } from 'commander';
import {
  naturalNumber,
  positiveInteger,
  type Selected,
  seconds,
  withPipelineOptions,
  withSelection,
} from '../options.js';
import { type RemoteOptions, withRemoteOptions } from './remote-options.js';

interface RunOptions extends Selected, RemoteOptions {
  readonly jobs?: number;
  readonly executor: string;
  readonly failFast?: true;
  readonly attempts: number;
  readonly threads?: number;
  readonly gpus?: number;
  /** In seconds. */
  readonly checkpointEvery?: number;
}

/** Options of every command that executes a pipeline. */
export function withRunOptions(command: Command): Command {
  return withRemoteOptions(withSelection(withPipelineOptions(command)))
    .option('-j, --jobs <n>', 'cpus to use (default: all)', positiveInteger)
    .option(
      '--threads <n>',
      'threads of each training and evaluation, which then takes as many cpus (default: 1); changes the last bits',
      positiveInteger,
    )
    .option('--gpus <n>', 'GPUs to use, one training on each (default: all that there are)', naturalNumber)
    .option('--executor <name>', 'where instances run: local', 'local')
    .option('--keep-going', 'after a failure run everything that does not depend on it (default)')
    .option('--fail-fast', 'stop at the first failure')
    .option(
      '--attempts <n>',
      'attempts at an instance whose worker was killed, stalled or went over a limit',
      positiveInteger,
      3,
    )
    .option(
      '--checkpoint-every <seconds>',
      'save trainings within an epoch, too, every so often; changes no result (default: after each epoch)',
      seconds,
    )
    .option('--json', 'print the events as JSON Lines');
}

export function runCommand(): Command {
  return withRunOptions(new Command('run'))
    .description('compute what is not recorded yet, or go on where an earlier run stopped')
    .addHelpText(
      'after',
      `
Exit status: 0 done, 1 instances failed, 2 bad input, 130 interrupted.
Ctrl-C saves what runs and stops; a second Ctrl-C stops at once. Either way, run again to go on.

Examples:
  micrograph run pipelines/quickstart.json
  micrograph run pipelines/quickstart.json --set epochs=30 --only scores --at seed=1`,
    )
    .action(run);
}

async function run(file: string, options: RunOptions): Promise<void> {
  const { runPipeline } = await import('./run-pipeline.js');
  process.exitCode = await runPipeline(file, options);
}

export type { RunOptions };
