import { formatDuration } from '../../../report/format-duration.js';
import { NodeError } from '../../node-error.js';
import { type Clock, wait } from '../clock.js';
import { TransferError } from './transfer-error.js';

const firstDelayMs = 1_000;
const longestDelayMs = 60_000;
/** A server that wants to be left alone for longer is not waited for. */
const longestAskedDelayMs = 10 * 60_000;
/** A try that comes this much further than all others counts as if none had failed before. */
const enoughBytes = 1 << 20;

export interface RetryOptions {
  readonly retries: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** In [0, 1), for each failure. */
  readonly jitter: (failure: number) => number;
  readonly log: (message: string) => void;
}

/**
 * Tries until it succeeds. `what` is the file's name in messages. A try tells `reached` how many bytes there are by now.
 * Throws a `NodeError`: `bad-input` where another try would fail the same way, `retryable` where all tries failed.
 */
export async function withRetries<T>(
  what: string,
  options: RetryOptions,
  tryOnce: (reached: (sizeBytes: number) => void) => Promise<T>,
): Promise<T> {
  const { retries, clock, signal, jitter, log } = options;
  let failures = 0;
  let furthest = 0;
  const reached = (sizeBytes: number) => {
    if (sizeBytes < furthest + enoughBytes) return;
    furthest = sizeBytes;
    failures = 0;
  };
  for (;;) {
    try {
      return await tryOnce(reached);
    } catch (error) {
      if (!(error instanceof TransferError)) throw error;
      const { message, isPassing, hint, retryAfterMs = 0 } = error;
      if (!isPassing) throw new NodeError('bad-input', `${what}: ${message}`, hint);
      failures++;
      if (retryAfterMs > longestAskedDelayMs) {
        const later = `Run again in ${formatDuration(retryAfterMs)}, as the server asks.`;
        throw new NodeError('retryable', `${what}: ${message}`, later);
      }
      if (failures > retries) {
        const tried = failures === 1 ? '' : `, ${failures} times`;
        throw new NodeError(
          'retryable',
          `${what}: ${message}${tried}`,
          hint ?? 'Run again: it goes on where it stopped.',
        );
      }
      const delayMs = Math.max(retryAfterMs, backOffMs(failures, jitter(failures)));
      log(`${what}: ${message}; next try in ${formatDuration(delayMs)}`);
      await wait(clock, delayMs, signal);
    }
  }
}

/** Doubles from one second to a minute; half of it is drawn, so that many failing at once do not come back at once. */
function backOffMs(failure: number, uniform: number): number {
  return Math.min(longestDelayMs, firstDelayMs * 2 ** (failure - 1)) * (0.5 + uniform / 2);
}
