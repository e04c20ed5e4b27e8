import { Command } from 'commander';
import { collectLabel, type Labels, type PipelineOptions, withPipelineOptions } from './options.js';

interface ShowOptions extends PipelineOptions {
  readonly at: Labels;
  readonly to?: string;
}

export function showCommand(): Command {
  return withPipelineOptions(new Command('show'))
    .argument('<node[.port]>', 'what to look at: a node, an instance, or one of its outputs')
    .option('--at <axis=label>', 'only these points; may be repeated', collectLabel, {})
    .option(
      '--to <dir>',
      'where contact sheets of images, and other pictures, are written (default: a new temporary folder)',
    )
    .option('--json', 'print the artifacts as JSON; pictures are written with --to only')
    .description('look at results')
    .addHelpText(
      'after',
      `
Examples:
  micrograph show pipelines/quickstart.json table
  micrograph show pipelines/quickstart.json particles.train --to look
  micrograph show pipelines/quickstart.json tuned.history --at seed=1`,
    )
    .action(show);
}

async function show(file: string, name: string, options: ShowOptions): Promise<void> {
  const [
    { openPlan },
    { findInstances },
    { resultsOf },
    { pictureFolders, resultAsJson, resultAsText },
    { print, printJson },
  ] = await Promise.all([
    import('./open-pipeline.js'),
    import('./find-instances.js'),
    import('./results-of.js'),
    import('./view-result.js'),
    import('./print.js'),
  ]);
  const { planning, store, blobs } = await openPlan(file, options);
  try {
    const results = resultsOf(planning, findInstances(planning.planner.graph, name, options.at));
    const folders = await pictureFolders(results, options);
    if (options.json) {
      const shown: object[] = [];
      for (const result of results) shown.push(await resultAsJson(result, blobs, folders?.get(result)));
      return printJson(shown);
    }
    for (const result of results) {
      print(`${result.instance}.${result.port}  ${result.artifact.type}`);
      print(await resultAsText(result, blobs, folders?.get(result)));
    }
  } finally {
    await store?.close();
  }
}
