import { availableParallelism, totalmem } from 'node:os';
import { resolve } from 'node:path';
import type { ExecutorListener } from '../../engine/executors/executor.js';
import { LocalExecutor } from '../../engine/executors/local/local-executor.js';
import { openProject } from '../../engine/project/project.js';
import type { RunResult } from '../../engine/run/run-request.js';
import { Slots } from '../../engine/run/slots.js';
import { startRun } from '../../engine/run/start-run.js';
import { loadInProject } from '../open-pipeline.js';
import { print, printDiagnostics, printJsonLine } from '../print.js';
import { UserError } from '../user-error.js';
import type { RunOptions } from './command.js';
import { usedGpus } from './gpus.js';
import { makeObserver } from './observer.js';
import { printResults } from './print-results.js';
import { remoteSettings } from './remote-settings.js';
import { stopOnSignals } from './signals.js';

const exitCodes: Readonly<Record<RunResult['state'], number>> = {
  done: 0,
  failed: 1,
  refused: 2,
  cancelled: 130,
};

/** What a run is asked for on the command line, but for how it is shown. */
export async function runRequest(file: string, options: RunOptions) {
  if (options.executor !== 'local')
    throw UserError.of(`there is no executor "${options.executor}"`, 'there is: local');
  const path = resolve(file);
  const project = await openProject(path, { store: options.store, environment: process.env });
  const cpus = options.jobs ?? availableParallelism();
  const threads = options.threads ?? project.threads ?? 1;
  const gpus = await usedGpus(options.gpus);
  const { memoryBytes = machineMemoryBytes(), limits = {}, stallTimeoutMs = 600_000 } = project.machine;
  return {
    load: () => loadInProject(path, project, options),
    storeFolder: project.storeFolder,
    pluginOf: project.pluginOf,
    selection: { nodes: options.only, at: options.at },
    failureMode: options.failFast ? ('fail-fast' as const) : ('keep-going' as const),
    makeExecutor: (listener: ExecutorListener) =>
      new LocalExecutor({ cpus, gpus, memoryBytes, threads }, listener),
    slots: new Slots({ cpus, memoryBytes, limits: {} }, gpus),
    threads,
    maxAttempts: options.attempts,
    machineLimits: limits,
    stallTimeoutMs,
    remote: await remoteSettings(options, project, process.env),
    checkpointEveryMs: milliseconds(options.checkpointEvery ?? project.checkpointEverySeconds),
    now: Date.now,
  };
}

/** Runs a pipeline and shows it; returns the exit status. */
export async function runPipeline(file: string, options: RunOptions): Promise<number> {
  const request = await runRequest(file, options);
  const handle = startRun({ ...request, observe: await makeObserver(options.json === true) });
  const forget = stopOnSignals(handle);
  try {
    const result = await handle.result;
    if (options.json) await tellAsJson(result);
    else await tell(result, file, request.storeFolder, options);
    return exitCodes[result.state];
  } finally {
    forget();
  }
}

/** What this process may use at most: a container or a batch system may allow less than there is. */
function machineMemoryBytes(): number {
  return Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
}

function milliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : 1_000 * seconds;
}

async function tell(
  result: RunResult,
  file: string,
  storeFolder: string,
  options: RunOptions,
): Promise<void> {
  await printDiagnostics(result.diagnostics, false);
  await printResults(result, storeFolder, { file, ...options });
  if (result.state === 'failed') print('\nWhy: micrograph logs INSTANCE');
  if (result.state === 'cancelled') print('\nRun the same command again to go on from here.');
}

/** The last line of `--json`, where there is more to say than the events did. */
async function tellAsJson({ diagnostics, state }: RunResult): Promise<void> {
  if (diagnostics.length === 0) return;
  const { diagnosticToJson } = await import('../../engine/document/diagnostics/diagnostic-json.js');
  const kind = state === 'refused' ? 'run-refused' : 'diagnostics';
  printJsonLine({ kind, diagnostics: diagnostics.map(diagnosticToJson) });
}
