import { existsSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { moveIntoPlace, writeTemporary } from '../../cache/blobs/durable-file.js';
import { canonicalJson } from '../../cache/key/canonical-json.js';
import { type Digest, taggedDigest } from '../../cache/key/digest.js';
import type { JsonObject } from '../document/pipeline.js';
import { type Graph, instanceName } from '../graph/graph.js';

/** What a run was asked to do. Which keys its instances have stands in its list of keys, by the same numbers. */
export interface RunSnapshot {
  readonly document: JsonObject;
  /** The instances' names by their numbers; null where one is left out. Older snapshots have none. */
  readonly instances?: readonly (string | null)[];
}

/**
 * Writes a snapshot and returns its name. It is named by what it is made of, not by its content: runs of the same
 * document share one, for which ten thousand instances need not be named again.
 */
export async function saveSnapshot(storeFolder: string, graph: Graph): Promise<Digest> {
  const document = graph.pipeline.document();
  // All that instances are numbered and named by.
  const nodes = graph.nodes.map(({ template, space }) => [
    template.name,
    space.axes.map(({ name, labels }) => [name, labels]),
  ]);
  const made = { document, nodes, leftOut: [...graph.leftOut.keys()] };
  const digest = taggedDigest('snapshot', canonicalJson(made));
  const path = snapshotPath(storeFolder, digest);
  if (isThere(path)) return digest;
  const instances = Array.from({ length: graph.instanceCount }, (_, id) =>
    graph.leftOut.has(id) ? null : instanceName(graph, id),
  );
  const content = Buffer.from(JSON.stringify({ document, instances } satisfies RunSnapshot));
  const { temporaryPath } = await writeTemporary(join(storeFolder, 'tmp'), content);
  await moveIntoPlace(temporaryPath, path);
  return digest;
}

/** By its time, which is now from here on, gc sees that a run may be about to name it. */
function isThere(path: string): boolean {
  try {
    utimesSync(path, new Date(), new Date());
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Undefined where it is gone. */
export function readSnapshot(storeFolder: string, digest: Digest): RunSnapshot | undefined {
  const path = snapshotPath(storeFolder, digest);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as RunSnapshot) : undefined;
}

export function snapshotPath(storeFolder: string, digest: Digest): string {
  return join(storeFolder, 'snapshots', `${digest}.json`);
}
