import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import type { Digest } from '../key/digest.js';
import type { NodeKey } from '../key/manifest.js';
import { connectionError, RemoteError, statusError } from './remote-error.js';
import type { RemoteSettings } from './remote-settings.js';
import { largestRecordBytes } from './shared-record.js';
import { type Patience, TimeLimit, usualPatience } from './time-limit.js';

/** Of an answer that nobody wants so much is read, so that the connection can be used again. */
const mostUnwantedBytes = 64 * 1024;

interface Call {
  readonly method: 'GET' | 'HEAD' | 'PUT';
  readonly path: string;
  /** How much is sent, or expected at most: decides how long it may take. */
  readonly sizeBytes: number;
  readonly body?: () => Buffer | Readable;
  readonly signal: AbortSignal;
}

/** A file on the server. */
export interface RemoteFile {
  readonly digest: Digest;
  readonly sizeBytes: number;
}

/**
 * Speaks with a server that keeps records at `ac/KEY` and files at `cas/SHA-256`, as Bazel's remote caches do. Every
 * request ends within a time that its size sets. Throws `RemoteError`, or the reason of the signal.
 */
export class CacheClient {
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #patience: Patience;
  readonly #agent: http.Agent;
  readonly #request: typeof http.request;

  constructor(
    { url, authorization }: Pick<RemoteSettings, 'url' | 'authorization'>,
    patience = usualPatience,
  ) {
    const { Agent, request } = url.protocol === 'https:' ? https : http;
    this.#agent = new Agent({ keepAlive: true });
    this.#request = request;
    this.#base = url.href.replace(/\/$/, '');
    // Compressed by the server, content would no longer be what its digest says.
    const headers = { 'accept-encoding': 'identity', 'user-agent': 'micrograph' };
    this.#headers = { ...headers, ...(authorization !== undefined && { authorization }) };
    this.#patience = patience;
  }

  /** The text of a record, or undefined where there is none. */
  record(key: NodeKey, signal: AbortSignal): Promise<string | undefined> {
    return this.#call({ method: 'GET', path: `/ac/${key}`, sizeBytes: 0, signal }, async (status, pieces) => {
      if (status === 404) return undefined;
      const received: Uint8Array[] = [];
      for await (const piece of atMost(largestRecordBytes, pieces)) received.push(piece);
      return Buffer.concat(received).toString('utf8');
    });
  }

  /** Hands the content of a file, unchecked but no longer than it should be, to `receive`; undefined where there is none. */
  file<T>(
    { digest, sizeBytes }: RemoteFile,
    signal: AbortSignal,
    receive: (pieces: AsyncIterable<Uint8Array>) => Promise<T>,
  ): Promise<T | undefined> {
    const call: Call = { method: 'GET', path: `/cas/${digest}`, sizeBytes, signal };
    return this.#call(call, async (status, pieces) =>
      status === 404 ? undefined : receive(atMost(sizeBytes, pieces)),
    );
  }

  async hasFile({ digest, sizeBytes }: RemoteFile, signal: AbortSignal): Promise<boolean> {
    const call: Call = { method: 'HEAD', path: `/cas/${digest}`, sizeBytes: 0, signal };
    return this.#call(call, async (status, _, { headers }) => {
      const length = headers['content-length'];
      return status !== 404 && (length === undefined || Number(length) === sizeBytes);
    });
  }

  async putFile({ digest, sizeBytes }: RemoteFile, body: Call['body'], signal: AbortSignal): Promise<void> {
    await this.#put(`/cas/${digest}`, sizeBytes, body, signal);
  }

  async putRecord(key: NodeKey, text: string, signal: AbortSignal): Promise<void> {
    const content = Buffer.from(text);
    await this.#put(`/ac/${key}`, content.byteLength, () => content, signal);
  }

  /** Closes idle connections. */
  close(): void {
    this.#agent.destroy();
  }

  #put(path: string, sizeBytes: number, body: Call['body'], signal: AbortSignal): Promise<void> {
    return this.#call({ method: 'PUT', path, sizeBytes, signal, ...(body && { body }) }, async () => {});
  }

  async #call<T>(
    call: Call,
    receive: (status: number, pieces: AsyncIterable<Uint8Array>, response: IncomingMessage) => Promise<T>,
  ): Promise<T> {
    const limit = new TimeLimit(this.#patience, call.sizeBytes, call.signal);
    try {
      const response = await this.#answer(call, limit);
      const { statusCode: status = 0 } = response;
      try {
        const isFine = status === 404 ? call.method !== 'PUT' : status >= 200 && status < 300;
        if (!isFine) throw statusError(status, call.method);
        const received = await receive(status, watched(response, limit), response);
        if (!response.readableEnded) await readToItsEnd(response);
        return received;
      } finally {
        if (!response.readableEnded) response.destroy();
      }
    } catch (error) {
      if (limit.signal.aborted) throw limit.signal.reason;
      throw error;
    } finally {
      limit.end();
    }
  }

  async #answer(call: Call, limit: TimeLimit): Promise<IncomingMessage> {
    for (let attempt = 1; ; attempt++) {
      const request = this.#start(call, limit, attempt === 1 ? this.#agent : false);
      try {
        return await answerTo(request);
      } catch (error) {
        // The server closed an idle connection in the moment in which we took it up again: only a new one is sure.
        const { code } = error as NodeJS.ErrnoException;
        const isStale = request.reusedSocket && (code === 'ECONNRESET' || code === 'EPIPE');
        if (!isStale || attempt > 1 || limit.signal.aborted) throw connectionError(error);
      }
    }
  }

  #start(
    { method, path, sizeBytes, body }: Call,
    limit: TimeLimit,
    agent: http.Agent | false,
  ): ClientRequest {
    const sent = body && { 'content-length': sizeBytes, 'content-type': 'application/octet-stream' };
    const request = this.#request(`${this.#base}${path}`, {
      method,
      agent,
      headers: { ...this.#headers, ...sent },
      signal: limit.signal,
    });
    const content = body?.();
    if (!content || Buffer.isBuffer(content)) request.end(content);
    else {
      // `pipeline` would end the request without a word of why.
      content.on('error', (error) => request.destroy(error));
      pipeline(content, request, (error) => {
        if (error) request.destroy(error);
        else limit.ourTurn();
      });
      content.on('data', () => limit.theirTurn());
    }
    return request;
  }
}

function answerTo(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('response', (response) => {
      // What breaks after nobody reads any more is no error of anybody's.
      response.on('error', () => {});
      // Answered before all was sent: the rest is not wanted. (Later, the connection may be another request's.)
      response.on('end', () => request.writableFinished || request.destroy());
      resolve(response);
    });
  });
}

async function readToItsEnd(response: IncomingMessage): Promise<void> {
  let unwanted = 0;
  for await (const piece of response) {
    unwanted += piece.length;
    if (unwanted > mostUnwantedBytes) return;
  }
}

async function* watched(response: IncomingMessage, limit: TimeLimit): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of response) {
      limit.ourTurn();
      yield piece;
      limit.theirTurn();
    }
    limit.ourTurn();
  } catch (error) {
    throw connectionError(error);
  }
}

async function* atMost(sizeBytes: number, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let received = 0;
  for await (const piece of pieces) {
    received += piece.byteLength;
    if (received > sizeBytes) throw new RemoteError('sends more than it should');
    yield piece;
  }
}
