import { type Command, Option } from 'commander';
import { type RemoteMode, remoteModes } from '../../cache/remote/remote-settings.js';

/** Options of commands that use a remote cache. */
export interface RemoteOptions {
  readonly cacheUrl?: string;
  readonly cacheMode?: RemoteMode;
  readonly cacheKeyFile?: string;
  readonly cacheTokenFile?: string;
}

export function withRemoteOptions(command: Command): Command {
  return command
    .option('--cache-url <url>', 'share results through this remote cache (or MICROGRAPH_CACHE_URL)')
    .addOption(
      new Option('--cache-mode <mode>', 'only take results, or give them, too (default: read-write)').choices(
        remoteModes,
      ),
    )
    .option(
      '--cache-key-file <file>',
      'sign records with the key in this file, and believe no others (or MICROGRAPH_CACHE_KEY)',
    )
    .option(
      '--cache-token-file <file>',
      'the token that the cache wants, or user:password (or MICROGRAPH_CACHE_TOKEN)',
    );
}
