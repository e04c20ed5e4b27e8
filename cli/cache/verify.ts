import { Command } from 'commander';
import type { StoreOptions } from './open-store.js';

export function verifyCommand(): Command {
  return new Command('verify')
    .option('--store <dir>', 'the store (default: that of the project here)')
    .option('--json', 'print as JSON')
    .description('read everything anew; move what is damaged aside, so that the next run computes it again')
    .addHelpText('after', '\nExit status: 0 all is whole, 1 something was damaged, missing or unreadable.')
    .action(verify);
}

async function verify(options: StoreOptions): Promise<void> {
  const { verifyHere } = await import('./verify-store.js');
  if (!(await verifyHere(options))) process.exitCode = 1;
}
