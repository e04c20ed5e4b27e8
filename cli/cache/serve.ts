import { Command, InvalidArgumentError } from 'commander';
import { naturalNumber } from '../options.js';

export interface ServeOptions {
  readonly dir: string;
  readonly port: number;
  readonly host: string;
  readonly tokenFile?: string;
  readonly readOnly?: true;
  readonly maxGigabytes?: number;
}

export function serveCommand(): Command {
  return new Command('serve')
    .description('serve a folder as a remote cache, for run --cache-url')
    .requiredOption('--dir <dir>', 'the folder that holds the cache; made where there is none')
    .option('--port <n>', 'the port; 0: any that is free', port, 8090)
    .option(
      '--host <address>',
      'the address to listen at; other than loopback, it needs a token',
      '127.0.0.1',
    )
    .option('--token-file <file>', 'a file with the token that every request must bring')
    .option('--read-only', 'take no uploads')
    .option('--max-gigabytes <n>', 'take no uploads beyond this size (default: the disk’s)', naturalNumber)
    .addHelpText(
      'after',
      `
Example:
  micrograph cache serve --dir /data/micrograph-cache
  micrograph run pipelines/quickstart.json --cache-url http://127.0.0.1:8090`,
    )
    .action(serve);
}

async function serve(options: ServeOptions): Promise<void> {
  const { serveFolder } = await import('./serve-folder.js');
  process.exitCode = await serveFolder(options);
}

function port(text: string): number {
  const number = naturalNumber(text);
  if (number > 65_535) throw new InvalidArgumentError('it must be at most 65535.');
  return number;
}
