import { Command } from 'commander';
import { type RunOptions, withRunOptions } from '../run/command.js';

export function watchCommand(): Command {
  return withRunOptions(new Command('watch'))
    .description('run, and run again whenever the pipeline or one of its files changes')
    .addHelpText(
      'after',
      `
It watches the pipeline, the files that it pulls in, and the files and folders that its params name.
After an edit, what is still wanted goes on, what is not saves its state and stops; an edit with errors stops nothing.

Ctrl-C saves what runs and ends. Exit status: 0 ended while nothing ran, 130 while something did, 2 bad input.

Example:
  micrograph watch pipelines/quickstart.json`,
    )
    .action(watch);
}

async function watch(file: string, options: RunOptions): Promise<void> {
  const { watchPipeline } = await import('./watch-pipeline.js');
  process.exitCode = await watchPipeline(file, options);
}
