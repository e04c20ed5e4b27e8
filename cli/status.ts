import { Command } from 'commander';

interface StatusOptions {
  readonly store?: string;
  readonly json?: true;
}

export function statusCommand(): Command {
  return new Command('status')
    .argument('[run]', 'one run, with its instances')
    .option('--store <dir>', 'the store (default: that of the project here)')
    .option('--json', 'print as JSON')
    .description('show the runs of this project, newest first')
    .addHelpText('after', '\nExample:\n  micrograph status')
    .action(status);
}

async function status(run: string | undefined, options: StatusOptions): Promise<void> {
  const [
    { storeFolderHere },
    { RecordStore },
    { listRuns, describeRun, runLines, runDetailLines },
    { print, printJson },
    { UserError },
  ] = await Promise.all([
    import('../engine/project/project.js'),
    import('../cache/records/record-store.js'),
    import('../report/run-status.js'),
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
    const detail = describeRun(found, storeFolder);
    if (options.json) printJson(detail);
    else for (const line of runDetailLines(detail)) print(line);
  } finally {
    await store.close();
  }
}
