import { Command } from 'commander';
import { type Selected, withPipelineOptions, withSelection } from './options.js';

export function planCommand(): Command {
  return withSelection(withPipelineOptions(new Command('plan')))
    .description('say what would run and why, without running it')
    .option('--json', 'print the plan as JSON, with params and keys')
    .addHelpText(
      'after',
      '\nExamples:\n  micrograph plan pipelines/quickstart.json\n  micrograph plan pipelines/quickstart.json --only scores --at seed=1',
    )
    .action(plan);
}

async function plan(file: string, options: Selected): Promise<void> {
  const [
    { openPlan },
    { print, printDiagnostics, printJson },
    { describePlan },
    { planLines },
    { selectWithUpstream },
  ] = await Promise.all([
    import('./open-pipeline.js'),
    import('./print.js'),
    import('../engine/plan/describe-plan.js'),
    import('../engine/plan/plan-lines.js'),
    import('./find-instances.js'),
  ]);
  const { planning, store, warnings } = await openPlan(file, options);
  try {
    const description = describePlan(planning, store, selectWithUpstream(planning.planner.graph, options));
    if (options.json) return printJson(description);
    await printDiagnostics(warnings, false);
    for (const line of planLines(description)) print(line);
  } finally {
    await store?.close();
  }
}
