import { Command } from 'commander';
import { serveCommand } from './serve.js';
import { statsCommand } from './stats.js';
import { verifyCommand } from './verify.js';

export function cacheCommand(): Command {
  const command = new Command('cache').description('look after what the store holds, or share it');
  for (const each of [verifyCommand(), statsCommand(), serveCommand()])
    command.addCommand(each.exitOverride());
  return command;
}
