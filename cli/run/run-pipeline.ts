import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { LocalExecutor } from '../../engine/executors/local/local-executor.js';
import { openProject } from '../../engine/project/project.js';
import { type RunResult, startRun } from '../../engine/run/execute-run.js';
import { readPipeline } from '../open-pipeline.js';
import { print, printDiagnostics } from '../print.js';
import { UserError } from '../user-error.js';
import type { RunOptions } from './command.js';
import { makeObserver } from './observer.js';
import { printResults } from './print-results.js';
import { stopOnSignals } from './signals.js';

const exitCodes: Readonly<Record<RunResult['state'], number>> = {
  done: 0,
  failed: 1,
  refused: 2,
  cancelled: 130,
};

/** Runs a pipeline and shows it; returns the exit status. */
export async function runPipeline(file: string, options: RunOptions): Promise<number> {
  if (options.executor !== 'local')
    throw UserError.of(`there is no executor "${options.executor}"`, 'there is: local');
  const path = resolve(file);
  const { folder, storeFolder, pluginOf } = await openProject(path, {
    store: options.store,
    environment: process.env,
  });
  const handle = startRun({
    load: () => readPipeline(path, options),
    storeFolder,
    pluginOf,
    selection: { nodes: options.only, at: options.at },
    failureMode: options.failFast ? 'fail-fast' : 'keep-going',
    makeExecutor: (listener) => new LocalExecutor(options.jobs ?? availableParallelism(), listener),
    observe: await makeObserver(options.json === true),
    now: Date.now,
  });
  const forget = stopOnSignals(handle);
  try {
    const result = await handle.result;
    await printDiagnostics(result.diagnostics, options.json === true && result.state === 'refused');
    if (result.planning && !options.json) {
      await printResults(result, storeFolder, file);
      if (result.state === 'failed')
        print(`\nWhat failed: micrograph logs ${file}; the project is ${folder}`);
    }
    return exitCodes[result.state];
  } finally {
    forget();
  }
}
