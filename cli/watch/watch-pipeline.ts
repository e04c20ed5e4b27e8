import { existsSync } from 'node:fs';
import { ChokidarWatcher } from '../../engine/watch/chokidar-watcher.js';
import { startWatch } from '../../engine/watch/start-watch.js';
import type { RunOptions } from '../run/command.js';
import { runRequest } from '../run/run-pipeline.js';
import { stopOnSignals } from '../run/signals.js';
import { UserError } from '../user-error.js';
import { makeWatchView } from './watch-view.js';

/** Runs a pipeline again and again as it changes; returns the exit status. */
export async function watchPipeline(file: string, options: RunOptions): Promise<number> {
  // What is not there yet might come, but a name that was mistyped never does.
  if (!existsSync(file)) throw UserError.of(`there is no file ${file}`);
  const request = await runRequest(file, options);
  const handle = startWatch({
    ...request,
    makeWatcher: (listener) => new ChokidarWatcher(request.storeFolder, listener),
    ...(await makeWatchView(request.storeFolder, options)),
  });
  const forget = stopOnSignals(handle);
  try {
    const { wasBusy } = await handle.ended;
    return wasBusy ? 130 : 0;
  } finally {
    forget();
  }
}
