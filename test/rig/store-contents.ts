import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { artifactOf } from '../../cache/artifact.js';
import { BlobStore } from '../../cache/blobs/blob-store.js';
import { RecordStore } from '../../cache/records/record-store.js';
import { StateStore } from '../../cache/states/state-store.js';
import { readEvents } from '../../engine/run/read-events.js';

export interface StoreContents {
  /** `instance.port` → digest of what is recorded there. */
  readonly digests: Readonly<Record<string, string>>;
  /** Records that say what is not so: content that is missing or has another digest. */
  readonly lies: readonly string[];
  /** What runs computed again though an earlier one had told that it was done, or durable. */
  readonly lost: readonly string[];
}

/** Reads all that is recorded, and all that it speaks of. */
export async function storeContents(folder: string): Promise<StoreContents> {
  const lost = computedAgain(folder);
  const records = RecordStore.openExisting(folder);
  if (!records) return { digests: {}, lies: [], lost };
  const blobs = new BlobStore(folder, records.smallBlobs);
  const states = new StateStore(folder);
  const digests: Record<string, string> = {};
  const lies: string[] = [];
  for (const { key, value: outputs } of records.outputs.getRange({})) {
    const instance = records.records.get(key)?.instance;
    if (instance === undefined) lies.push(`${key}: outputs without a record`);
    for (const [port, artifact] of Object.entries(outputs)) {
      digests[`${instance}.${port}`] = artifact.digest;
      if (artifactOf(artifact.type, artifact.files).digest !== artifact.digest)
        lies.push(`${instance}.${port}`);
      for (const file of artifact.files) {
        if ((await blobs.digestOfContent(file)) !== file.digest)
          lies.push(`${instance}.${port}/${file.name}`);
      }
    }
  }
  for (const { key, value: saved } of records.trajectories.getRange({})) {
    for (const { progress, files } of saved) {
      for (const { name, digest } of files) {
        const path = join(states.folder(key, progress), name);
        if (!existsSync(path) || sha256(readFileSync(path)) !== digest)
          lies.push(`state ${progress}/${name}`);
      }
    }
  }
  await records.close();
  return { digests, lies, lost };
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function computedAgain(folder: string): string[] {
  const runs = join(folder, 'runs');
  const told = new Set<string>();
  const again: string[] = [];
  const tell = (what: string) => {
    if (told.has(what)) again.push(what);
    told.add(what);
  };
  for (const run of existsSync(runs) ? readdirSync(runs).sort() : []) {
    for (const event of readEvents(folder, run)) {
      if (event.kind === 'instance-done') tell(event.instance);
      if (event.kind === 'instance-checkpoint') tell(`${event.instance} at ${event.progress}`);
    }
  }
  return again;
}
