import { isUtf8 } from 'node:buffer';
import type { ArtifactFile } from '../cache/artifact.js';
import type { BlobStore } from '../cache/blobs/blob-store.js';

/** A file of an artifact for programs: with its path where it has one of its own, else with its text. */
export async function fileAsJson(file: ArtifactFile, blobs: BlobStore): Promise<object> {
  const path = blobs.filePath(file);
  if (path !== undefined) return { ...file, path };
  const content = await blobs.read(file);
  return content && isUtf8(content) ? { ...file, text: content.toString('utf8') } : file;
}
