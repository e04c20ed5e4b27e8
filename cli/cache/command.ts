import { Command } from 'commander';
import { statsCommand } from './stats.js';
import { verifyCommand } from './verify.js';

export function cacheCommand(): Command {
  const command = new Command('cache').description('look after what the store holds');
  for (const each of [verifyCommand(), statsCommand()]) command.addCommand(each.exitOverride());
  return command;
}
