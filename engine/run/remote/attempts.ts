import { CircuitBreaker } from '../../../cache/remote/circuit-breaker.js';
import { connectionError, RemoteError } from '../../../cache/remote/remote-error.js';
import { UntrustedRecord } from '../../../cache/remote/shared-record.js';

/** Told what the server does wrong, or what is wrong with a record that it gives out. */
export type TellTrouble = (message: string, about: 'server' | 'record') => void;

/** Asks a server that may fail, as long as that makes sense. */
export class Attempts {
  readonly #breaker: CircuitBreaker;
  readonly #tell: TellTrouble;

  constructor(now: () => number, tell: TellTrouble) {
    this.#breaker = new CircuitBreaker(now);
    this.#tell = tell;
  }

  /** What `action` gives, or undefined where the server does not let it. Rejects only with the signal's reason. */
  async make<T>(signal: AbortSignal, action: () => Promise<T>): Promise<T | undefined> {
    if (!this.#breaker.allows()) return undefined;
    try {
      const result = await action();
      this.#breaker.succeeded();
      return result;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      this.#takeIn(error);
      return undefined;
    }
  }

  #takeIn(error: unknown): void {
    if (error instanceof UntrustedRecord) {
      // The server does its work; it is only not to be believed.
      this.#breaker.succeeded();
      this.#tell(error.message, 'record');
      return;
    }
    if (error instanceof RemoteError && error.isRefusal) this.#breaker.giveUp();
    else this.#breaker.failed();
    this.#tell(connectionError(error).message, 'server');
  }
}
