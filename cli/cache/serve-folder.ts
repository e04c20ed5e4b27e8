import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, BlockList, isIP, isIPv6 } from 'node:net';
import { resolve } from 'node:path';
import { createCacheServer } from '../../cache/remote/server/cache-server.js';
import { KeptFiles } from '../../cache/remote/server/kept-files.js';
import { print } from '../print.js';
import { readSecret } from '../read-secret.js';
import { UserError } from '../user-error.js';
import type { ServeOptions } from './serve.js';

/** Serves until a signal comes; returns the exit status. */
export async function serveFolder(options: ServeOptions): Promise<number> {
  const { dir, port, host, tokenFile, readOnly = false, maxGigabytes } = options;
  const token = tokenFile === undefined ? undefined : await readSecret(resolve(tokenFile));
  if (token === undefined && !isLoopback(host)) {
    throw UserError.of(
      `at ${host} everybody on the network could read and write the cache`,
      'give --token-file FILE; openssl rand -hex 32 makes a token',
    );
  }
  const folder = resolve(dir);
  const maxBytes = maxGigabytes === undefined ? Number.POSITIVE_INFINITY : maxGigabytes * 1e9;
  const files = await KeptFiles.open(folder, { maxBytes, readOnly }).catch((error) => {
    throw UserError.of(`the folder ${folder} cannot be used: ${(error as Error).message}`);
  });
  const server = createCacheServer({ files, token, readOnly, now: Date.now });
  await listen(server, port, host);
  const { address, port: chosen } = server.address() as AddressInfo;
  print(`serving ${folder} at http://${isIPv6(address) ? `[${address}]` : address}:${chosen}`);
  await signal();
  server.close();
  server.closeAllConnections();
  return 0;
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'something else listens there' : message;
    throw UserError.of(`cannot listen at ${host}, port ${port}: ${why}`);
  }
}

function isLoopback(host: string): boolean {
  const loopback = new BlockList();
  loopback.addSubnet('127.0.0.0', 8, 'ipv4');
  loopback.addAddress('::1', 'ipv6');
  return host === 'localhost' || (isIP(host) !== 0 && loopback.check(host, isIPv6(host) ? 'ipv6' : 'ipv4'));
}

function signal(): Promise<void> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => resolve());
  });
}
