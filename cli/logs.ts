import { Command } from 'commander';
import type { LoggedEvent } from '../engine/run/read-events.js';

interface LogsOptions {
  readonly store?: string;
  readonly run?: string;
  readonly follow?: true;
  readonly json?: true;
}

export function logsCommand(): Command {
  return new Command('logs')
    .argument('[instance]', 'node[axis=label,…] or a node; everything where not given')
    .option('--run <run>', 'the run (default: the newest that tells of it)')
    .option('-f, --follow', 'go on until the run ends; the run is the newest one under way')
    .option('--store <dir>', 'the store (default: that of the project here)')
    .option('--json', 'print the events as JSON Lines')
    .description('show what a run told of an instance')
    .addHelpText('after', "\nExample:\n  micrograph logs 'tuned[model=U-Net 2/44,init=R,seed=1]' --follow")
    .action(logs);
}

async function logs(instance: string | undefined, options: LogsOptions): Promise<void> {
  const [
    { storeFolderHere },
    { RecordStore },
    { readEvents },
    { followEvents },
    { processState },
    { plainLines },
    { print, printJsonLine },
    { UserError },
  ] = await Promise.all([
    import('../engine/project/project.js'),
    import('../cache/records/record-store.js'),
    import('../engine/run/read-events.js'),
    import('../engine/run/follow-events.js'),
    import('../cache/records/process-identity.js'),
    import('../report/terminal/plain-lines.js'),
    import('./print.js'),
    import('./user-error.js'),
  ]);
  const storeFolder = await storeFolderHere({ store: options.store, environment: process.env });
  const store = RecordStore.openExisting(storeFolder);
  const runs =
    options.run === undefined ? [...(store?.runs.getKeys({ reverse: true }) ?? [])] : [options.run];
  const isLive = (id: string) => {
    const record = store?.runs.get(id);
    return record?.state === 'running' && processState(record) !== 'gone';
  };
  if (runs.length === 0) throw UserError.of('nothing has run here yet', 'run a pipeline first');
  const isMeant = (name: string) =>
    instance === undefined ||
    name === instance ||
    (!instance.includes('[') && name.startsWith(`${instance}[`));
  const isTold = (event: LoggedEvent) => 'instance' in event && isMeant(event.instance);
  const underWay = options.follow ? runs.find(isLive) : undefined;
  const run = underWay ?? runs.find((id) => readEvents(storeFolder, id).some(isTold));
  if (run === undefined) {
    const which = options.run === undefined ? 'no run' : `run ${options.run} is not one that`;
    throw UserError.of(
      `${which} told of ${instance ?? 'any instance'}`,
      '`micrograph status RUN` lists its instances',
    );
  }
  const events = underWay
    ? followEvents(storeFolder, underWay, () => isLive(underWay))
    : readEvents(storeFolder, run);
  const lineOf = plainLines();
  for await (const event of events) {
    if ('instance' in event && !isTold(event)) continue;
    if (options.json) printJsonLine(event);
    else {
      const line = lineOf(event);
      if (line !== undefined) print(`${event.at.slice(11, 19)}  ${line}`);
    }
  }
  await store?.close();
}
