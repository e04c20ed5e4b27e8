import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';

/** Answers one request; `nth` counts the requests for its path, from 0 on. */
export type Respond = (request: IncomingMessage, response: ServerResponse, nth: number) => void;

/** What was asked for, in order. */
export interface SeenRequest {
  readonly path: string;
  /** The `Range` header. */
  readonly range: string | undefined;
}

/** A web server on loopback that does what a test tells it to. */
export class FileServer {
  readonly seen: SeenRequest[] = [];
  readonly #server: Server;
  readonly #paths = new Map<string, Respond>();

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Runs until the test ends. */
  static async start(t: ExecutionContext): Promise<FileServer> {
    const server = createServer();
    const made = new FileServer(server);
    server.on('request', (request, response) => made.#respond(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.teardown(() => {
      server.closeAllConnections();
      server.close();
    });
    return made;
  }

  /** Sets what is answered for a path, `/` first; returns its address. */
  on(path: string, respond: Respond): string {
    this.#paths.set(path, respond);
    return this.address(path);
  }

  address(path: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  /** The ranges that were asked for at a path. */
  ranges(path: string): (string | undefined)[] {
    return this.seen.filter((request) => request.path === path).map(({ range }) => range);
  }

  #respond(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    const nth = this.ranges(path).length;
    this.seen.push({ path, range: request.headers.range });
    const respond = this.#paths.get(path) ?? status(404);
    respond(request, response, nth);
  }
}

/** A file as a good server gives it out: whole, or from where it is asked for on. */
export function file(content: Buffer, headers: Readonly<Record<string, string>> = { etag: '"1"' }): Respond {
  return (request, response) => {
    const { status, body, more } = wanted(content, request);
    response.writeHead(status, { ...headers, ...more, 'content-length': body.length });
    response.end(body);
  };
}

/** The same, but the connection breaks `bytes` after where it began. */
export function cut(
  content: Buffer,
  bytes: number,
  headers: Readonly<Record<string, string>> = { etag: '"1"' },
): Respond {
  return (request, response) => {
    const { status, body, more } = wanted(content, request);
    response.writeHead(status, { ...headers, ...more, 'content-length': body.length });
    response.write(body.subarray(0, bytes), () => response.socket?.end());
  };
}

/** The same, but nothing comes any more `bytes` after where it began. */
export function stall(
  content: Buffer,
  bytes: number,
  headers: Readonly<Record<string, string>> = { etag: '"1"' },
): Respond {
  return (request, response) => {
    const { status, body, more } = wanted(content, request);
    response.writeHead(status, { ...headers, ...more, 'content-length': body.length });
    response.write(body.subarray(0, bytes));
  };
}

/** An answer without a file. */
export function status(code: number, headers: Readonly<Record<string, string>> = {}): Respond {
  return (_, response) => {
    response.writeHead(code, headers);
    response.end(`${code}`);
  };
}

/** One answer after the other; the last one again and again. */
export function inTurn(...responds: readonly Respond[]): Respond {
  return (request, response, nth) => {
    const respond = responds[Math.min(nth, responds.length - 1)]!;
    respond(request, response, nth);
  };
}

function wanted(content: Buffer, { headers }: IncomingMessage) {
  const start = /^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1];
  if (start === undefined) return { status: 200, body: content, more: {} };
  const from = Number(start);
  if (from >= content.length)
    return { status: 416, body: Buffer.alloc(0), more: { 'content-range': `bytes */${content.length}` } };
  const range = `bytes ${from}-${content.length - 1}/${content.length}`;
  return { status: 206, body: content.subarray(from), more: { 'content-range': range } };
}
