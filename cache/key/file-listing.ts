import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';
import { type Digest, tagLine } from './digest.js';

/** The user's files that a param names: relative name and content of each, sorted by name. */
export type FileListing = readonly (readonly [name: string, digest: Digest])[];

/**
 * A listing as it is hashed, and as it is stored. So the digest in a manifest is the SHA-256 of a content of the store,
 * and the names of half a million files lie there once, whatever the number of records that were made of them.
 */
export function listingContent(listing: FileListing): Buffer {
  return Buffer.from(`${tagLine('files')}${canonicalJson(listing)}`);
}

export function listingDigest(listing: FileListing): Digest {
  return createHash('sha256').update(listingContent(listing)).digest('hex');
}

/** Undefined where the content is not the one with this digest. */
export function readListing(content: Uint8Array, digest: Digest): FileListing | undefined {
  if (createHash('sha256').update(content).digest('hex') !== digest) return undefined;
  const text = Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString();
  return JSON.parse(text.slice(tagLine('files').length)) as FileListing;
}

/** Which files came, went, or have another content; sorted by name. */
export interface ListingDifference {
  readonly changed: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export function listingDifference(before: FileListing, after: FileListing): ListingDifference {
  const earlier = new Map(before);
  const changed: string[] = [];
  const added: string[] = [];
  for (const [name, digest] of after) {
    const digestBefore = earlier.get(name);
    earlier.delete(name);
    if (digestBefore === undefined) added.push(name);
    else if (digestBefore !== digest) changed.push(name);
  }
  return { changed, added, removed: [...earlier.keys()] };
}
