import { Command } from 'commander';
import { type PipelineOptions, withPipelineOptions } from '../options.js';

export function diffCommand(): Command {
  return withPipelineOptions(
    new Command('diff'),
    '<a>',
    'a pipeline, or a run as `micrograph status` lists them',
  )
    .argument('[b]', 'the same; A itself where not given')
    .option('--json', 'print the differences as JSON')
    .description('say in what two runs or pipelines differ: documents, keys, results; --set is for B')
    .addHelpText(
      'after',
      `
Examples:
  micrograph diff pipelines/quickstart.json --set epochs=30
  micrograph diff 20261123-172404.716-f718 pipelines/quickstart.json`,
    )
    .action(diff);
}

async function diff(a: string, b: string | undefined, options: PipelineOptions): Promise<void> {
  const [{ compare }, { diffLines }, { print, printJson }] = await Promise.all([
    import('./compare.js'),
    import('../../report/diff/diff-lines.js'),
    import('../print.js'),
  ]);
  const difference = await compare(a, b ?? a, options);
  if (options.json) printJson(difference);
  else for (const line of diffLines(difference)) print(line);
}
