import type { RunHandle } from '../../engine/run/run-request.js';

/**
 * The first Ctrl-C (or SIGTERM, or the terminal closing) lets what runs save its state; the second ends everything
 * now, which loses no more than a kill would. Returns what takes the handlers away.
 */
export function stopOnSignals(handle: Pick<RunHandle, 'stop'>): () => void {
  let isStopping = false;
  const stop = () => {
    if (isStopping) process.exit(130);
    isStopping = true;
    handle.stop();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, stop);
  return () => {
    for (const signal of signals) process.off(signal, stop);
  };
}
