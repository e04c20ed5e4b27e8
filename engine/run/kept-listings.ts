import type { ArtifactFile } from '../../cache/artifact.js';
import type { BlobStore, WrittenFile } from '../../cache/blobs/blob-store.js';
import type { SmallContents } from '../../cache/blobs/small-blobs.js';
import { listingContent } from '../../cache/key/file-listing.js';
import type { NodeRecord } from '../../cache/records/record.js';
import { listingOf, type NamedFiles } from '../plan/input-files.js';

/** Listings to be committed with a record, and the contents of those that are small. */
interface Kept {
  readonly listings: Pick<NodeRecord, 'listings'>;
  readonly contents: SmallContents;
}

/**
 * Keeps, beside the digests in keys, which of the user's files they stand for: else nobody could say which ones changed.
 * A listing is written once, however many instances of a run use it.
 */
export class KeptListings {
  readonly #blobs: BlobStore;
  readonly #written = new WeakMap<NamedFiles[string], Promise<WrittenFile>>();

  constructor(blobs: BlobStore) {
    this.#blobs = blobs;
  }

  /** Resolves when what is not small is durable. */
  async of(named: NamedFiles): Promise<Kept> {
    const listings: ArtifactFile[] = [];
    const contents = new Map<string, Uint8Array>();
    for (const [param, files] of Object.entries(named)) {
      const { content, digest, sizeBytes } = await this.#write(files);
      listings.push({ name: param, digest, sizeBytes });
      if (content) contents.set(digest, content);
    }
    return { listings: listings.length === 0 ? {} : { listings }, contents };
  }

  #write(files: NamedFiles[string]): Promise<WrittenFile> {
    const written =
      this.#written.get(files) ?? this.#blobs.write('listing', listingContent(listingOf(files)));
    this.#written.set(files, written);
    // What the disk refused once may go well the next time.
    written.catch(() => this.#written.delete(files));
    return written;
  }
}
