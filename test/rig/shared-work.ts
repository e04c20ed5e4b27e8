import type { ServerResponse } from 'node:http';
import type { ExecutionContext } from 'ava';
import { type Finished, Rig } from './rig.js';

/** A file of its own in the store and on the server. */
export const large = 'large'.repeat(10_000);
export const pipeline = {
  name: 'shared-work',
  axes: { n: [1, 2] },
  nodes: {
    one: { type: 'emit', params: { value: '${n}' } },
    big: { type: 'emit', params: { value: large } },
    both: { type: 'combine', inputs: { a: 'one', b: 'big' } },
    all: { type: 'collect', inputs: { values: { gather: 'both' } } },
  },
};
/** One instance, one file. */
export const single = { name: 'single', nodes: { big: { type: 'emit', params: { value: large } } } };

export async function project(t: ExecutionContext, document: object = pipeline): Promise<Rig> {
  const rig = await Rig.make(t);
  await rig.write('p.json', document);
  return rig;
}

export function run(rig: Rig, url: string, ...args: readonly string[]): Promise<Finished> {
  return rig.run(['run', 'p.json', '--cache-url', url, ...args]);
}

export function warnings({ stdout }: Finished): string[] {
  return stdout.split('\n').filter((line) => line.startsWith('warning'));
}

export function refuses(response: ServerResponse): true {
  response.writeHead(403).end();
  return true;
}
