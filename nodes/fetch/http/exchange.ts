import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { finished, PassThrough } from 'node:stream';
import type { Clock } from '../clock.js';
import { nextAddress } from './redirect.js';
import { networkError, TransferError } from './transfer-error.js';

const mostRedirects = 10;
/** What may wait for the disk. */
const heldBytes = 1 << 20;
const redirects: readonly number[] = [301, 302, 303, 307, 308];

export interface ExchangeOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** So long nothing may come. */
  readonly stallTimeoutMs: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The body as it was sent. Throws a `TransferError` where it breaks off. */
  readonly pieces: AsyncIterable<Buffer>;
}

/**
 * Asks for an address, following redirects, and has the answer received; the connection is given up when `receive` is
 * done. Throws a `TransferError`, what `receive` throws, or the signal's reason.
 */
export async function exchange<T>(
  address: URL,
  { headers, signal, clock, stallTimeoutMs }: ExchangeOptions,
  receive: (answer: Answer) => Promise<T>,
): Promise<T> {
  const guard = new StallGuard(clock, stallTimeoutMs);
  const either = AbortSignal.any([signal, guard.signal]);
  const failure = (error: unknown, host: string) => {
    if (signal.aborted) return signal.reason;
    if (error instanceof TransferError) return error;
    const seconds = stallTimeoutMs / 1000;
    if (guard.signal.aborted)
      return new TransferError(`nothing came for ${seconds} seconds`, { isPassing: true });
    return networkError(error, host);
  };
  async function* pieces(held: Held): AsyncGenerator<Buffer> {
    yield* held.pieces;
    if (held.error) throw failure(held.error, address.host);
  }
  try {
    const response = await follow(address, headers, either).catch((error) => {
      throw failure(error, address.host);
    });
    guard.restart();
    const held = hold(response, () => guard.restart());
    try {
      const { statusCode: status = 0, headers } = response;
      return await receive({ status, headers, pieces: pieces(held) });
    } finally {
      response.destroy();
    }
  } finally {
    guard.stop();
  }
}

async function follow(
  start: URL,
  headers: ExchangeOptions['headers'],
  signal: AbortSignal,
): Promise<IncomingMessage> {
  let address = start;
  for (let redirected = 0; redirected <= mostRedirects; redirected++) {
    const response = await ask(address, headers, signal);
    if (!redirects.includes(response.statusCode ?? 0)) return response;
    response.destroy();
    address = nextAddress(address, response.headers.location);
  }
  throw new TransferError(`redirected more than ${mostRedirects} times`, { isPassing: false });
}

function ask(
  address: URL,
  headers: ExchangeOptions['headers'],
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { get } = address.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    // Without its own word, a server may compress what it sends, and lengths and ranges would be those of other bytes.
    const all = { 'accept-encoding': 'identity', 'user-agent': 'micrograph', ...headers };
    get(address, { headers: all, signal }, (response) => {
      // What breaks after nobody reads any more is no error of anybody's.
      response.on('error', () => {});
      resolve(response);
    }).on('error', reject);
  });
}

/** The body of a response, as far as it came. */
interface Held {
  readonly pieces: AsyncIterable<Buffer>;
  /** Why it broke off; to be asked once the pieces are at their end. */
  error?: unknown;
}

/** Takes what comes at once: a response that breaks would drop what nobody has read yet. */
function hold(response: IncomingMessage, onPiece: () => void): Held {
  const pieces = new PassThrough({ highWaterMark: heldBytes });
  const held: Held = { pieces };
  finished(response, (error) => {
    held.error = error;
    pieces.end();
  });
  response.on('data', onPiece);
  response.pipe(pieces, { end: false });
  return held;
}

/** Aborts its signal when it was not restarted for a while. */
class StallGuard {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #stalled = new AbortController();
  #callOff: () => void;

  constructor(clock: Clock, timeoutMs: number) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#callOff = this.#arm();
  }

  get signal(): AbortSignal {
    return this.#stalled.signal;
  }

  restart(): void {
    this.#callOff();
    this.#callOff = this.#arm();
  }

  stop(): void {
    this.#callOff();
  }

  #arm(): () => void {
    return this.#clock.after(this.#timeoutMs, () => this.#stalled.abort());
  }
}
