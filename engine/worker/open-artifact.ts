import type { Artifact, ArtifactFile } from '../../cache/artifact.js';
import type { BlobStore } from '../../cache/blobs/blob-store.js';
import type { Digest } from '../../cache/key/digest.js';
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
    if ((await blobs.digestOfContent(file)) !== file.digest) throw new DamagedBlob(file.name, file.digest);
  }
  return uncheckedArtifact(artifact, blobs);
}

/** The same for looking at it only: hashing a large image set would take longer than showing some of it. */
export function uncheckedArtifact(artifact: Artifact, blobs: BlobStore): InputArtifact {
  const files = new Map(artifact.files.map((file) => [file.name, file]));
  const named = (name: string): ArtifactFile => {
    const file = files.get(name);
    if (!file) throw new Error(`bug: a ${artifact.type} artifact has no file ${name}`);
    return file;
  };
  const read = async (name: string): Promise<Buffer> => {
    const file = named(name);
    const content = await blobs.read(file);
    if (!content) throw new DamagedBlob(name, file.digest);
    return content;
  };
  return {
    digest: artifact.digest,
    fileNames: [...files.keys()],
    has: (name) => files.has(name),
    isFile: (name) => blobs.filePath(named(name)) !== undefined,
    path: (name) => blobs.openablePath(named(name)),
    read,
    json: async <T>(name: string) => JSON.parse((await read(name)).toString('utf8')) as T,
  };
}
