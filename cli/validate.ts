import { Command } from 'commander';
import { type PipelineOptions, withPipelineOptions } from './options.js';

export function validateCommand(): Command {
  return withPipelineOptions(new Command('validate'))
    .description('show everything that is wrong with a pipeline, with its place')
    .option('--json', 'print the problems as JSON')
    .addHelpText(
      'after',
      '\nIt reads the document and the files it pulls in, not the images: `plan` and `run` look at those.\n\nExample:\n  micrograph validate pipelines/quickstart.json',
    )
    .action(validate);
}

async function validate(file: string, options: PipelineOptions): Promise<void> {
  const [{ readPipeline }, { print, printDiagnostics }, { expandGraph }] = await Promise.all([
    import('./open-pipeline.js'),
    import('./print.js'),
    import('../engine/graph/graph.js'),
  ]);
  const { pipeline, diagnostics } = await readPipeline(file, options);
  const expanded = pipeline && expandGraph(pipeline);
  const all = [...diagnostics, ...(expanded?.diagnostics ?? [])];
  const errors = all.filter(({ severity }) => severity === 'error').length;
  await printDiagnostics(all, options.json === true);
  process.exitCode = errors > 0 ? 2 : 0;
  if (options.json) return;
  if (errors > 0) process.stderr.write(`\n${errors} ${errors === 1 ? 'error' : 'errors'}\n`);
  else if (expanded) {
    const { nodes, instanceCount, leftOut } = expanded.graph;
    print(`${file} is valid: ${nodes.length} nodes, ${instanceCount - leftOut.size} instances`);
  }
}
