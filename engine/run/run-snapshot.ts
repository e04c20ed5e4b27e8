import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { moveIntoPlace, writeTemporary } from '../../cache/blobs/durable-file.js';
import { canonicalJson } from '../../cache/key/canonical-json.js';
import { type Digest, taggedDigest } from '../../cache/key/digest.js';
import type { NodeKey } from '../../cache/key/manifest.js';
import type { JsonObject } from '../document/pipeline.js';
import { instanceName } from '../graph/graph.js';
import type { Planner } from '../plan/planner.js';

/** What a run was asked to do, and what was known of it when it began. The rest stands in its event log. */
export interface RunSnapshot {
  readonly document: JsonObject;
  /** By instance its key; null where that depended on outputs not known yet. */
  readonly keys: Readonly<Record<string, NodeKey | null>>;
}

/**
 * Writes a snapshot and returns its name. It is named by what it is made of, not by its content: runs of the same
 * pipeline that find the same recorded share one, for which ten thousand instances need not be named again.
 */
export async function saveSnapshot(storeFolder: string, planner: Planner): Promise<Digest> {
  const { graph } = planner;
  const document = graph.pipeline.document();
  const ids = Array.from({ length: graph.instanceCount }, (_, id) => id);
  const known = ids.map((id) => planner.key(id) ?? '').join('\n');
  const digest = taggedDigest('snapshot', `${canonicalJson(document)}\n${known}`);
  if (existsSync(snapshotPath(storeFolder, digest))) return digest;
  const present = ids.filter((id) => !graph.leftOut.has(id) && planner.state(id) !== 'notPromoted');
  const keys = Object.fromEntries(present.map((id) => [instanceName(graph, id), planner.key(id) ?? null]));
  const content = Buffer.from(JSON.stringify({ document, keys } satisfies RunSnapshot));
  const { temporaryPath } = await writeTemporary(join(storeFolder, 'tmp'), content);
  await moveIntoPlace(temporaryPath, snapshotPath(storeFolder, digest));
  return digest;
}

/** Undefined where it is gone. */
export function readSnapshot(storeFolder: string, digest: Digest): RunSnapshot | undefined {
  const path = snapshotPath(storeFolder, digest);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as RunSnapshot) : undefined;
}

export function snapshotPath(storeFolder: string, digest: Digest): string {
  return join(storeFolder, 'snapshots', `${digest}.json`);
}
