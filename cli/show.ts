import { Command } from 'commander';
import { collectLabel, type Labels, type PipelineOptions, withPipelineOptions } from './options.js';

interface ShowOptions extends PipelineOptions {
  readonly at: Labels;
}

export function showCommand(): Command {
  return withPipelineOptions(new Command('show'))
    .argument('<node[.port]>', 'what to look at: a node, an instance, or one of its outputs')
    .option('--at <axis=label>', 'only these points; may be repeated', collectLabel, {})
    .option('--json', 'print the artifacts as JSON')
    .description('look at results')
    .addHelpText(
      'after',
      `
Examples:
  micrograph show pipelines/quickstart.json table
  micrograph show pipelines/quickstart.json tuned.history --at seed=1`,
    )
    .action(show);
}

async function show(file: string, name: string, options: ShowOptions): Promise<void> {
  const [
    { openPlan },
    { findInstances },
    { resultsOf },
    { viewArtifact },
    { print, printJson },
    { fileAsJson },
  ] = await Promise.all([
    import('./open-pipeline.js'),
    import('./find-instances.js'),
    import('./results-of.js'),
    import('../report/artifacts/view-artifact.js'),
    import('./print.js'),
    import('./file-as-json.js'),
  ]);
  const { planning, store, blobs } = await openPlan(file, options);
  try {
    const results = resultsOf(planning, findInstances(planning.planner.graph, name, options.at));
    if (options.json) {
      const shown = results.map(async ({ instance, port, artifact }) => ({
        instance,
        port,
        ...artifact,
        files: await Promise.all(artifact.files.map((each) => fileAsJson(each, blobs))),
      }));
      return printJson(await Promise.all(shown));
    }
    for (const { instance, port, artifact } of results) {
      print(`${instance}.${port}  ${artifact.type}`);
      print(await viewArtifact(artifact, blobs));
    }
  } finally {
    await store?.close();
  }
}
