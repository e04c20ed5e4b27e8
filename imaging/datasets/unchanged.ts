import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { ImageError } from '../image-error.js';
import type { SourceFile } from './source-files.js';

/** What tells, without reading it, that a file was written to or put in another's place. */
export type FileIdentity = string;

export async function identityOf({ name, path }: SourceFile): Promise<FileIdentity> {
  const found = await stat(path, { bigint: true }).catch((error) => {
    throw unreadable(name, error);
  });
  return [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join();
}

/** Throws an `ImageError` unless these bytes are those that the experiment was planned with. */
export function mustBePlanned(file: SourceFile, bytes: Uint8Array): void {
  if (createHash('sha256').update(bytes).digest('hex') !== file.sha256) throw changed(file.name);
}

/** The same for the content of a file that is too large to be held; returns what it is known by from now on. */
export async function identityOfPlanned(file: SourceFile): Promise<FileIdentity> {
  const identity = await identityOf(file);
  const hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(file.path, { highWaterMark: 2 ** 20 })) hash.update(piece);
  } catch (error) {
    throw unreadable(file.name, error);
  }
  if (hash.digest('hex') !== file.sha256) throw changed(file.name);
  await mustBe(file, identity);
  return identity;
}

/** Throws an `ImageError` where the file is no longer what it was known by. */
export async function mustBe(file: SourceFile, identity: FileIdentity): Promise<void> {
  if ((await identityOf(file)) !== identity) throw changed(file.name);
}

export function unreadable(name: string, error: unknown): ImageError {
  return new ImageError(`${name} cannot be read: ${(error as Error).message}`);
}

function changed(name: string): ImageError {
  return new ImageError(`${name} changed while it was read`, 'Run again: the new content is another input.');
}
