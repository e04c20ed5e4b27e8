import type { Artifact } from '../../cache/artifact.js';
import type { BlobStore } from '../../cache/blobs/blob-store.js';
import { uncheckedArtifact } from '../../engine/worker/open-artifact.js';
import type { ImageSet } from '../../imaging/image-set.js';
import { type ImageSetIndex, openImageSet } from '../../nodes/artifacts/image-set.js';
import { openStackedArray } from '../../nodes/artifacts/stacked-array.js';
import type { InputArtifact } from '../../nodes/run-context.js';
import {
  type ImageSetSummary,
  type SiblingSet,
  type StoredImages,
  siblingOf,
  summarise,
} from './image-set/summary.js';

/** An image set of the store, to be looked at. */
export interface ViewedImageSet {
  readonly set: ImageSet;
  readonly summary: ImageSetSummary;
}

/**
 * Opens an image set and finds what there is to say of it. Pixels stay on the disk until they are asked for, and of the
 * other parts of the split, which are the node's other outputs, one index after another is in memory.
 */
export async function viewImageSet(
  artifact: Artifact,
  siblings: Readonly<Record<string, Artifact>>,
  blobs: BlobStore,
): Promise<ViewedImageSet> {
  const input = readOnce(uncheckedArtifact(artifact, blobs));
  const set = await openImageSet(input, 0);
  const split: Record<string, SiblingSet> = {};
  for (const [port, sibling] of Object.entries(siblings)) {
    if (sibling.type !== 'image-set') continue;
    split[port] = siblingOf(set, await openImageSet(uncheckedArtifact(sibling, blobs), 0));
  }
  const summary = summarise(set, await storedImages(input));
  return { set, summary: { ...summary, ...(Object.keys(split).length > 0 && { split }) } };
}

/** The same artifact with an index that is parsed once: that of a large set takes seconds and much memory. */
function readOnce(artifact: InputArtifact): InputArtifact {
  const parsed = new Map<string, Promise<unknown>>();
  const json = (name: string) => {
    const value = parsed.get(name) ?? artifact.json(name);
    parsed.set(name, value);
    return value;
  };
  return { ...artifact, json: json as InputArtifact['json'] };
}

async function storedImages(artifact: InputArtifact): Promise<StoredImages> {
  const { count, height, width, dtype, imagesPerShard } = await artifact.json<ImageSetIndex>('index.json');
  const shape = [height, width, 1];
  const array = await openStackedArray(artifact, {
    name: 'images',
    count,
    imagesPerShard,
    shape,
    held: false,
  });
  return { dtype, pixels: (index) => array.rows(index, 0, height) };
}
