import { Command } from 'commander';
import { diskError } from '../cache/disk-error.js';
import { cacheCommand } from './cache/command.js';
import { diffCommand } from './diff/command.js';
import { doctorCommand } from './doctor/command.js';
import { explainCommand } from './explain.js';
import { exportCommand } from './export.js';
import { gcCommand } from './gc.js';
import { initCommand } from './init.js';
import { logsCommand } from './logs.js';
import { networkCommand } from './network/command.js';
import { pinCommand, unpinCommand } from './pin.js';
import { planCommand } from './plan.js';
import { runCommand } from './run/command.js';
import { showCommand } from './show.js';
import { statusCommand } from './status.js';
import { UserError } from './user-error.js';
import { validateCommand } from './validate.js';
import { version } from './version.js';
import { watchCommand } from './watch/command.js';

/** Bad input: a document, an argument, the environment. */
const exitBadInput = 2;

/** The command line. Sets the exit status; never ends the process itself, so that output is written out. */
export async function main(argv: readonly string[]): Promise<void> {
  // Nobody reads on (`| head`), or the terminal is gone: what is under way goes on without a word.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (code !== 'EPIPE' && code !== 'EIO') throw new Error(`bug: cannot write output: ${code}`);
    });
  }
  const program = new Command('micrograph')
    .description(
      'Runs experiments that are written down as data: pipelines of typed nodes, swept, cached, resumed, explained.',
    )
    .version(version())
    .exitOverride()
    .configureHelp({ sortSubcommands: false })
    .addHelpText(
      'after',
      `
Examples:
  micrograph init study              a small project that runs as it is
  micrograph plan pipeline.json      what would run, and why
  micrograph run pipeline.json       run it, or go on where it stopped

An instance is named node[axis=label,…]; quote it in the shell.`,
    );
  const commands = [
    initCommand(),
    validateCommand(),
    networkCommand(),
    planCommand(),
    runCommand(),
    watchCommand(),
    statusCommand(),
    logsCommand(),
    explainCommand(),
    diffCommand(),
    showCommand(),
    exportCommand(),
    gcCommand(),
    pinCommand(),
    unpinCommand(),
    cacheCommand(),
    doctorCommand(),
  ];
  for (const command of commands) program.addCommand(command.exitOverride());
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = await exitCodeFor(error);
  }
}

async function exitCodeFor(error: unknown): Promise<number> {
  if (error instanceof UserError) {
    await error.print();
    return exitBadInput;
  }
  const { code, exitCode, name, message } = error as { code?: string; exitCode?: number } & Error;
  if (code?.startsWith('commander.')) return exitCode === 0 ? 0 : exitBadInput;
  const refused = name === 'StoreError' ? message : diskError(error);
  if (refused !== undefined) {
    process.stderr.write(`error: ${refused}\n`);
    return exitBadInput;
  }
  throw error;
}
