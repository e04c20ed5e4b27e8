import { Command } from 'commander';
import { collectLabel, type Labels, type PipelineOptions, withPipelineOptions } from './options.js';

interface ExportOptions extends PipelineOptions {
  readonly at: Labels;
  readonly to: string;
}

export function exportCommand(): Command {
  return withPipelineOptions(new Command('export'))
    .argument('<node[.port]>', 'what to copy: a node, an instance, or one of its outputs')
    .requiredOption('--to <dir>', 'the folder to copy into; made where it is missing')
    .option('--at <axis=label>', 'only these points; may be repeated', collectLabel, {})
    .option('--json', 'print the files written as JSON')
    .description('copy results out of the store, to open them with other tools')
    .addHelpText('after', '\nExample:\n  micrograph export pipelines/quickstart.json table --to results')
    .action(exportResults);
}

async function exportResults(file: string, name: string, options: ExportOptions): Promise<void> {
  const [{ openPlan }, { findInstances }, { resultsOf }, { copyResults }, { print, printJson }] =
    await Promise.all([
      import('./open-pipeline.js'),
      import('./find-instances.js'),
      import('./results-of.js'),
      import('./copy-results.js'),
      import('./print.js'),
    ]);
  const { planning, store, blobs } = await openPlan(file, options);
  try {
    const results = resultsOf(planning, findInstances(planning.planner.graph, name, options.at));
    const written = await copyResults(results, blobs, options.to);
    if (options.json) printJson(written);
    else for (const path of written) print(path);
  } finally {
    await store?.close();
  }
}
