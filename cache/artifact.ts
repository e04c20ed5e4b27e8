import { canonicalJson } from './key/canonical-json.js';
import { type Digest, taggedDigest } from './key/digest.js';

/** One file of an artifact; its content is the blob with this digest. */
export interface ArtifactFile {
  readonly name: string;
  readonly digest: Digest;
  readonly sizeBytes: number;
}

/** What a record says of one output: enough to check and to open it, nothing of its content. */
export interface Artifact {
  readonly type: string;
  /** Identity of the artifact: over its type and its files' names and digests. */
  readonly digest: Digest;
  /** Sorted by name. */
  readonly files: readonly ArtifactFile[];
}

export function artifactOf(type: string, files: readonly ArtifactFile[]): Artifact {
  const sorted = [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
  const content = Object.fromEntries(sorted.map((file) => [file.name, file.digest]));
  return { type, digest: taggedDigest('artifact', canonicalJson({ type, files: content })), files: sorted };
}
