import { Command } from 'commander';
import { type PipelineOptions, withPipelineOptions } from './options.js';

export function planCommand(): Command {
  return withPipelineOptions(new Command('plan'))
    .description('say what would run and why, without running it')
    .option('--json', 'print the plan as JSON, with params and keys')
    .addHelpText('after', '\nExample:\n  micrograph plan pipelines/quickstart.json')
    .action(plan);
}

async function plan(file: string, options: PipelineOptions): Promise<void> {
  const [{ openPlan }, { print, printDiagnostics, printJson }, { describePlan, planLines }] =
    await Promise.all([
      import('./open-pipeline.js'),
      import('./print.js'),
      import('../engine/plan/describe-plan.js'),
    ]);
  const { planning, store, warnings } = await openPlan(file, options);
  try {
    const description = describePlan(planning, store);
    if (options.json) return printJson(description);
    await printDiagnostics(warnings, false);
    for (const line of planLines(description)) print(line);
  } finally {
    await store?.close();
  }
}
