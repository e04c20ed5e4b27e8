import { type Artifact, type ArtifactFile, artifactOf } from '../../cache/artifact.js';
import { isArtifactFileName } from '../../cache/artifact-file-name.js';
import type { BlobStore } from '../../cache/blobs/blob-store.js';
import type { SmallContents } from '../../cache/blobs/small-blobs.js';
import type { Digest } from '../../cache/key/digest.js';
import type { AnyNode } from '../../nodes/define-node.js';

/** Collects what a node writes, port by port. */
export class OutputFiles {
  readonly #definition: AnyNode;
  readonly #blobs: BlobStore;
  readonly #files = new Map<string, ArtifactFile[]>();
  readonly #contents = new Map<Digest, Uint8Array>();

  constructor(definition: AnyNode, blobs: BlobStore) {
    this.#definition = definition;
    this.#blobs = blobs;
  }

  port(port: string) {
    if (!Object.hasOwn(this.#definition.outputs, port))
      throw new Error(`bug: ${this.#definition.type} has no output ${port}`);
    const files = this.#files.get(port) ?? [];
    this.#files.set(port, files);
    return {
      write: async (name: string, data: Uint8Array | string | AsyncIterable<Uint8Array>) => {
        if (!isArtifactFileName(name)) throw new Error(`bug: "${name}" is no name for an artifact's file`);
        const { content, ...file } = await this.#blobs.write(name, data);
        if (content) this.#contents.set(file.digest, content);
        files.push(file);
      },
      discard: () => {
        files.length = 0;
      },
    };
  }

  /** The small files among those written, for the store to commit. */
  get contents(): SmallContents {
    return this.#contents;
  }

  artifacts(produced: readonly string[]): Record<string, Artifact> {
    const artifact = (port: string) => {
      const files = this.#files.get(port);
      if (!files) throw new Error(`bug: ${this.#definition.type} wrote nothing to its output ${port}`);
      return artifactOf(this.#definition.outputs[port].artifact, files);
    };
    return Object.fromEntries(produced.map((port) => [port, artifact(port)]));
  }
}
