import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { largestRecordBytes } from '../shared-record.js';
import { FullError, type KeptFiles, type Kind, MismatchError } from './kept-files.js';

export interface CacheServerOptions {
  readonly files: KeptFiles;
  /** Asked of every request, where there is one. */
  readonly token: string | undefined;
  readonly readOnly: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A connection on which nothing comes or goes for so long is closed. */
const idleMs = 60_000;
/** What is read from the disk at a time. */
const readBytes = 256 * 1024;

/** What the server did since it was started. */
interface Served {
  /** Of GET; HEAD is only asked before an upload. */
  hits: number;
  misses: number;
  stored: number;
  /** For whatever reason: token, size, room, content. */
  refused: number;
  /** Of files that were begun to be sent. */
  sentBytes: number;
  receivedBytes: number;
}

/**
 * Keeps records and files for others: `GET`, `HEAD` and `PUT` of `/ac/KEY` and `/cas/SHA-256`, and `GET /status`. A
 * name is 64 hexadecimal digits and nothing else, so no request leads out of the folder.
 */
export function createCacheServer(options: CacheServerOptions): Server {
  const { files, token, readOnly, now } = options;
  const startedAtMs = now();
  const served: Served = { hits: 0, misses: 0, stored: 0, refused: 0, sentBytes: 0, receivedBytes: 0 };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    if (token !== undefined && !isBearer(request, token))
      return refuse(response, 401, 'a token is wanted', { 'www-authenticate': 'Bearer' });
    if (url === '/status' && method === 'GET') return tellStatus(response);
    const [, kind, name] = /^\/(ac|cas)\/([0-9a-f]{64})$/.exec(url) ?? [];
    if (name === undefined) return refuse(response, 404, 'there are /ac/KEY, /cas/SHA-256 and /status');
    if (method === 'GET') return give(response, kind as Kind, name);
    if (method === 'HEAD') return tellSize(response, kind as Kind, name);
    if (method === 'PUT' && !readOnly) return take(request, response, kind as Kind, name);
    const allow = readOnly ? 'GET, HEAD' : 'GET, HEAD, PUT';
    return refuse(response, 405, `allowed here: ${allow}`, { allow });
  }

  async function give(response: ServerResponse, kind: Kind, name: string): Promise<void> {
    const found = await files.read(kind, name);
    if (!found) {
      served.misses++;
      response.writeHead(404).end();
      return;
    }
    const { file, sizeBytes } = found;
    served.hits++;
    served.sentBytes += sizeBytes;
    try {
      response.writeHead(200, contentHeaders(sizeBytes));
      await pipeline(file.createReadStream({ highWaterMark: readBytes }), response);
    } finally {
      // Where the other side is gone already, the stream was never begun and closes nothing.
      await file.close();
    }
  }

  async function tellSize(response: ServerResponse, kind: Kind, name: string): Promise<void> {
    const sizeBytes = await files.sizeBytes(kind, name);
    if (sizeBytes === undefined) response.writeHead(404).end();
    else response.writeHead(200, contentHeaders(sizeBytes)).end();
  }

  async function take(
    request: IncomingMessage,
    response: ServerResponse,
    kind: Kind,
    name: string,
  ): Promise<void> {
    const length = request.headers['content-length'];
    if (length === undefined) return refuse(response, 411, 'Content-Length is wanted');
    const sizeBytes = Number(length);
    if (kind === 'ac' && sizeBytes > largestRecordBytes) return refuse(response, 413, 'too large');
    try {
      // A request that is not read to its end must still be answered.
      await files.write(kind, name, sizeBytes, request.iterator({ destroyOnReturn: false }));
    } catch (error) {
      if (error instanceof MismatchError) return refuse(response, 400, error.message);
      const { code, message } = error as NodeJS.ErrnoException;
      const isFull = error instanceof FullError || code === 'ENOSPC' || code === 'EDQUOT';
      if (isFull) return refuse(response, 507, message);
      throw error;
    }
    served.stored++;
    served.receivedBytes += sizeBytes;
    response.writeHead(201).end();
  }

  function refuse(
    response: ServerResponse,
    status: number,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ): void {
    served.refused++;
    response.writeHead(status, { ...headers, 'content-type': 'text/plain' }).end(`${message}\n`);
  }

  function tellStatus(response: ServerResponse): void {
    const { ac: records, cas } = files.amounts;
    const upSeconds = Math.round((now() - startedAtMs) / 1_000);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(`${JSON.stringify({ readOnly, upSeconds, records, files: cas, served }, null, 2)}\n`);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => {
      // The other side is gone, or the disk fails: the answer breaks off, which no client takes for a whole one.
      if (response.headersSent) response.destroy();
      else refuse(response, 500, 'it could not be done');
    });
  });
  // However long an upload takes, as long as something comes.
  server.requestTimeout = 0;
  server.timeout = idleMs;
  server.keepAliveTimeout = idleMs;
  return server;
}

function contentHeaders(sizeBytes: number) {
  return { 'content-type': 'application/octet-stream', 'content-length': sizeBytes };
}

function isBearer({ headers }: IncomingMessage, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(headers.authorization ?? ''), digest(`Bearer ${token}`));
}
