import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { ExecutionContext } from 'ava';

/** What the client sends goes up. */
export type Direction = 'up' | 'down';

/** Stands between a client and a server, and can cut all that passes in the middle of anything. */
export class CutConnection {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly passed = { up: 0, down: 0 };
  #cut: { readonly direction: Direction; readonly afterBytes: number; readonly then: () => void } | undefined;
  #isCut = false;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Until the test ends. */
  static async start(t: ExecutionContext, to: string): Promise<CutConnection> {
    const server = createServer();
    const made = new CutConnection(server);
    server.on('connection', (client) => {
      const upstream = connect(Number(new URL(to).port), '127.0.0.1');
      made.#pass('up', client, upstream);
      made.#pass('down', upstream, client);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.teardown(() => {
      made.#end();
      server.close();
    });
    return made;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Once so many bytes, over all connections, went one way, `then` is called, and nothing goes either way any more. */
  cutAfter(direction: Direction, afterBytes: number, then: () => void): void {
    this.#cut = { direction, afterBytes, then };
  }

  #pass(direction: Direction, from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.on('data', (piece) => {
      if (this.#isCut) return;
      const cut = this.#cut?.direction === direction ? this.#cut : undefined;
      const left = (cut?.afterBytes ?? Number.POSITIVE_INFINITY) - this.passed[direction];
      this.passed[direction] += piece.length;
      if (!cut || piece.length < left) return void to.write(piece);
      this.#isCut = true;
      to.write(piece.subarray(0, left), () => {
        cut.then();
        this.#end();
      });
    });
    from.on('error', () => {});
    from.on('close', () => {
      this.#sockets.delete(from);
      if (!this.#isCut) to.end();
    });
  }

  #end(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
