import { Command } from 'commander';
import { positiveInteger, type Selected, withPipelineOptions, withSelection } from './options.js';

interface PlanOptions extends Selected {
  readonly jobs?: number;
}

export function planCommand(): Command {
  return withSelection(withPipelineOptions(new Command('plan')))
    .description('say what would run and why, without running it')
    .option('-j, --jobs <n>', 'predict the time on so many cpus (default: all)', positiveInteger)
    .option('--json', 'print the plan as JSON, with params and keys')
    .addHelpText(
      'after',
      '\nExamples:\n  micrograph plan pipelines/quickstart.json\n  micrograph plan pipelines/quickstart.json --only scores --at seed=1',
    )
    .action(plan);
}

async function plan(file: string, options: PlanOptions): Promise<void> {
  const [
    { openPlan },
    { print, printDiagnostics, printJson },
    { describePlan },
    { planLines },
    { selectWithUpstream },
    { predictPlan, predictionLine },
  ] = await Promise.all([
    import('./open-pipeline.js'),
    import('./print.js'),
    import('../engine/plan/describe-plan.js'),
    import('../engine/plan/plan-lines.js'),
    import('./find-instances.js'),
    import('./predict-plan.js'),
  ]);
  const opened = await openPlan(file, options);
  const { planning, store, warnings } = opened;
  try {
    const selected = selectWithUpstream(planning.planner.graph, options);
    const description = describePlan(planning, store, selected);
    const time = await predictPlan(opened, options.jobs, selected);
    if (options.json) return printJson({ ...description, ...(time && { time }) });
    await printDiagnostics(warnings, false);
    for (const line of planLines(description)) print(line);
    if (time) print(predictionLine(time));
  } finally {
    await store?.close();
  }
}
