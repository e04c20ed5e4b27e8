import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { createCacheServer } from '../../cache/remote/server/cache-server.js';
import { KeptFiles, type Kind } from '../../cache/remote/server/kept-files.js';
import type { Started } from './rig.js';

/** The address that `micrograph cache serve` says it serves at. */
export async function addressOf({ child, finished }: Started): Promise<string> {
  const told = once(child.stdout!, 'data').then(([data]) => String(data));
  const line = await Promise.race([told, finished.then(({ stderr }) => stderr)]);
  return / at (http:\S+)/.exec(line)?.[1] ?? line;
}

/** The files that a server keeps in a folder. */
export async function filesIn(folder: string, kind: Kind): Promise<string[]> {
  const entries = await readdir(join(folder, kind), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** What a test does in the server's place; true where it answered. */
export type Interfere = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface CacheServerOptions {
  readonly token?: string;
  readonly readOnly?: boolean;
  readonly maxBytes?: number;
}

/** The real cache server on loopback, in the test's process, until the test ends. */
export class CacheRig {
  readonly folder: string;
  readonly url: string;
  /** `GET /ac`, in the order in which they came. */
  readonly seen: string[] = [];
  /** Set to disturb. */
  interfere: Interfere = () => false;

  private constructor(folder: string, url: string) {
    this.folder = folder;
    this.url = url;
  }

  static async start(t: ExecutionContext, options: CacheServerOptions = {}): Promise<CacheRig> {
    const folder = await mkdtemp(join(tmpdir(), 'micrograph-cache-'));
    const { token, readOnly = false, maxBytes = Number.POSITIVE_INFINITY } = options;
    const files = await KeptFiles.open(folder, { maxBytes, readOnly });
    const server = createCacheServer({ files, token, readOnly, now: Date.now });
    const [answer] = server.listeners('request') as [(...args: Parameters<Interfere>) => void];
    server.removeAllListeners('request');
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const rig = new CacheRig(folder, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      rig.seen.push(`${request.method} ${/^\/\w+/.exec(request.url ?? '')?.[0]}`);
      if (!rig.interfere(request, response)) answer(request, response);
    });
    t.teardown(async () => {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true, force: true });
    });
    return rig;
  }

  /** The files below one of its folders. */
  files(kind: Kind): Promise<string[]> {
    return filesIn(this.folder, kind);
  }

  /** The requests since the last call. */
  requests(): string[] {
    return this.seen.splice(0);
  }
}
