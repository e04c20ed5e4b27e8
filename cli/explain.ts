import { Command } from 'commander';
import { collectLabel, type Labels, type PipelineOptions, withPipelineOptions } from './options.js';

interface ExplainOptions extends PipelineOptions {
  readonly at: Labels;
}

export function explainCommand(): Command {
  return withPipelineOptions(new Command('explain'))
    .argument('<instance>', "node[axis=label,…], or a node's name where it has one instance")
    .description('say what is in an instance’s key, and why it will run or was cached')
    .option('--at <axis=label>', 'narrow down which instance is meant; may be repeated', collectLabel, {})
    .option('--json', 'print the explanation as JSON')
    .addHelpText(
      'after',
      "\nExample:\n  micrograph explain pipelines/quickstart.json 'tuned[model=U-Net 2/44,init=R,seed=1]'",
    )
    .action(explain);
}

async function explain(file: string, name: string, options: ExplainOptions): Promise<void> {
  const [{ openPlan }, { findInstance }, { explainInstance }, { explanationLines }, { print, printJson }] =
    await Promise.all([
      import('./open-pipeline.js'),
      import('./find-instances.js'),
      import('../engine/plan/explain-instance.js'),
      import('../engine/plan/explanation-lines.js'),
      import('./print.js'),
    ]);
  let id = 0;
  const { planning, store } = await openPlan(file, options, (graph) => {
    id = findInstance(graph, name, options.at);
    return [id];
  });
  try {
    const explanation = explainInstance(planning, id, store);
    if (options.json) printJson(explanation);
    else for (const line of explanationLines(explanation)) print(line);
  } finally {
    await store?.close();
  }
}
