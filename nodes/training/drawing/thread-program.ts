/** The program of a thread that draws batches: it is sent addresses, and sends the examples back. */
import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { openImageSet } from '../../artifacts/image-set.js';
import type { InputArtifact } from '../../run-context.js';
import { batchDrawer, type DrawBatch } from '../epoch-batches.js';
import type { BatchOrder, FromThread } from './messages.js';
import type { Recipe } from './recipe.js';

/** Pixels stay on the disk, where the system keeps what is read often: the training holds them already. */
const heldInMemoryBytes = 0;

const draw = await drawerOf(workerData as Recipe);
parentPort!.on('message', (order: BatchOrder) => {
  const { id } = order;
  try {
    const batch = draw(order.epoch, order.step);
    // Moved, not copied.
    send({ kind: 'drawn', id, batch }, [batch.input.data.buffer, batch.target.data.buffer]);
  } catch (error) {
    send({ kind: 'failed', id, error: error instanceof Error ? error : new Error(String(error)) });
  }
});
send({ kind: 'ready' });

function send(message: FromThread, moved: readonly ArrayBufferLike[] = []): void {
  parentPort!.postMessage(message, moved as ArrayBuffer[]);
}

async function drawerOf({ files, stream, seed, ...source }: Recipe): Promise<DrawBatch> {
  const set = await openImageSet(artifactOf(files), heldInMemoryBytes);
  return batchDrawer({ ...source, set }, { stream, seed });
}

function artifactOf(files: Recipe['files']): InputArtifact {
  const path = (name: string) => {
    const found = files[name];
    if (found === undefined) throw new Error(`bug: the artifact has no file ${name}`);
    return found;
  };
  return {
    digest: '',
    fileNames: Object.keys(files),
    has: (name) => name in files,
    isFile: () => true,
    path,
    read: (name) => readFile(path(name)),
    json: async <T>(name: string) => JSON.parse(await readFile(path(name), 'utf8')) as T,
  };
}
