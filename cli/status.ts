import { Command } from 'commander';
import { collectLabel, collectName, type Labels } from './options.js';

interface StatusOptions {
  readonly store?: string;
  readonly only: readonly string[];
  readonly at: Labels;
  readonly json?: true;
}

export function statusCommand(): Command {
  return new Command('status')
    .argument('[run]', 'one run, with its instances')
    .option('--store <dir>', 'the store (default: that of the project here)')
    .option('--only <node>', 'of a run, only the instances of this node; may be repeated', collectName, [])
    .option('--at <axis=label>', 'of a run, only these points; may be repeated', collectLabel, {})
    .option('--json', 'print as JSON')
    .description('show the runs of this project, newest first')
    .addHelpText(
      'after',
      '\nExamples:\n  micrograph status\n  micrograph status RUN --only tuned --at seed=1',
    )
    .action(status);
}

async function status(run: string | undefined, options: StatusOptions): Promise<void> {
  const [
    { storeFolderHere },
    { RecordStore },
    { listRuns, describeRun, runLines, runDetailLines },
    { chooseInstances },
    { print, printJson },
    { UserError },
  ] = await Promise.all([
    import('../engine/project/project.js'),
    import('../cache/records/record-store.js'),
    import('../report/run-status.js'),
    import('./choose-instances.js'),
    import('./print.js'),
    import('./user-error.js'),
  ]);
  const storeFolder = await storeFolderHere({ store: options.store, environment: process.env });
  const store = RecordStore.openExisting(storeFolder);
  if (!store) {
    if (options.json) printJson([]);
    else print(`nothing has run here yet (no store at ${storeFolder})`);
    return;
  }
  try {
    const runs = listRuns(store);
    if (run === undefined) {
      if (options.json) printJson(runs);
      else for (const line of runLines(runs)) print(line);
      return;
    }
    const found = runs.find(({ id }) => id === run);
    if (!found) throw UserError.of(`there is no run ${run}`, '`micrograph status` lists the runs');
    const { instances, ...rest } = describeRun(found, storeFolder);
    const detail = { ...rest, instances: chooseInstances(instances, options) };
    if (options.json) printJson(detail);
    else for (const line of runDetailLines(detail)) print(line);
  } finally {
    await store.close();
  }
}
