import { Command } from 'commander';

interface LogsOptions {
  readonly store?: string;
  readonly run?: string;
  readonly json?: true;
}

export function logsCommand(): Command {
  return new Command('logs')
    .argument('[instance]', 'node[axis=label,…] or a node; everything where not given')
    .option('--run <run>', 'the run (default: the newest)')
    .option('--store <dir>', 'the store (default: that of the project here)')
    .option('--json', 'print the events as JSON Lines')
    .description('show what a run told of an instance')
    .addHelpText('after', "\nExample:\n  micrograph logs 'tuned[model=U-Net 2/44,init=R,seed=1]'")
    .action(logs);
}

async function logs(instance: string | undefined, options: LogsOptions): Promise<void> {
  const [{ openProjectHere }, { RecordStore }, { readEvents }, { eventLine }, { print }, { UserError }] =
    await Promise.all([
      import('../engine/project/project.js'),
      import('../cache/records/record-store.js'),
      import('../engine/run/read-events.js'),
      import('../report/terminal/event-line.js'),
      import('./print.js'),
      import('./user-error.js'),
    ]);
  const { storeFolder } = await openProjectHere({ store: options.store, environment: process.env });
  const store = RecordStore.openExisting(storeFolder);
  const newest = store && [...store.runs.getKeys({ reverse: true, limit: 1 })][0];
  await store?.close();
  const run = options.run ?? newest;
  if (run === undefined) throw UserError.of('nothing has run here yet', 'run a pipeline first');
  const isMeant = (name: string) =>
    instance === undefined ||
    name === instance ||
    (!instance.includes('[') && name.startsWith(`${instance}[`));
  const events = readEvents(storeFolder, run).filter(
    (event) => !('instance' in event) || isMeant(event.instance),
  );
  if (!events.some((event) => 'instance' in event)) {
    throw UserError.of(
      `run ${run} told nothing of ${instance ?? 'any instance'}`,
      '`micrograph status RUN` lists its instances',
    );
  }
  for (const event of events) {
    if (options.json) print(JSON.stringify(event));
    else {
      const line = eventLine(event);
      if (line !== undefined) print(`${event.at.slice(11, 19)}  ${line}`);
    }
  }
}
