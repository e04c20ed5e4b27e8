import { readFile } from 'node:fs/promises';
import type { Artifact } from '../../cache/artifact.js';
import type { BlobStore } from '../../cache/blobs/blob-store.js';
import { type Digest, fileDigest } from '../../cache/key/digest.js';
import type { InputArtifact } from '../../nodes/run-context.js';

/** A blob whose bytes are not what its name says. */
export class DamagedBlob extends Error {
  readonly digest: Digest;
  constructor(artifactFile: string, digest: Digest) {
    super(`the stored file ${artifactFile} is damaged`);
    this.digest = digest;
  }
}

/** Opens an artifact for a node, after making sure that its bytes are those that the key was made from. */
export async function openArtifact(artifact: Artifact, blobs: BlobStore): Promise<InputArtifact> {
  for (const file of artifact.files) {
    if ((await digestOrNothing(blobs.path(file.digest))) !== file.digest)
      throw new DamagedBlob(file.name, file.digest);
  }
  const paths = new Map(artifact.files.map((file) => [file.name, blobs.path(file.digest)]));
  const path = (name: string) => {
    const found = paths.get(name);
    if (found === undefined) throw new Error(`bug: a ${artifact.type} artifact has no file ${name}`);
    return found;
  };
  return {
    digest: artifact.digest,
    fileNames: [...paths.keys()],
    has: (name) => paths.has(name),
    path,
    read: (name) => readFile(path(name)),
    json: async <T>(name: string) => JSON.parse(await readFile(path(name), 'utf8')) as T,
  };
}

/** A file's digest, or undefined where there is no such file. */
export async function digestOrNothing(path: string): Promise<Digest | undefined> {
  try {
    return await fileDigest(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
