import { ImageError } from '../image-error.js';

/** A file's content, in memory or on disk, that formats read from. */
export interface ByteSource {
  /** How the file is called in messages. */
  readonly name: string;
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** The whole content, where it is held in memory. */
  readonly bytes?: Uint8Array | undefined;
  /** `length` bytes from `offset` on, fewer at the end of the file. May be a view: do not write to it. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** `length` bytes from `offset` on. Throws an `ImageError` where the file ends before; nothing is allocated then. */
export async function readExactly(source: ByteSource, offset: number, length: number): Promise<Uint8Array> {
  mustReach(source, offset + length);
  const bytes = await source.read(offset, length);
  // Shorter than when it was opened.
  if (bytes.length < length) throw cutOff(source.name, offset + bytes.length, source.size);
  return bytes;
}

/** Throws an `ImageError` unless the file has all bytes before `end`. */
export function mustReach(source: ByteSource, end: number): void {
  if (!(end <= source.size)) throw cutOff(source.name, source.size, end);
}

/** The error for a file that has `size` bytes and should have more: `promised`, where that is known. */
export function cutOff(name: string, size: number, promised?: number): ImageError {
  const of = promised === undefined ? '' : ` of ${promised}`;
  const hint = 'It promises more than it has: restore it from where it came from.';
  return new ImageError(`${name} is cut off at byte ${size}${of}`, hint);
}

/** The error for content that means nothing, with its place. */
export function damaged(name: string, at: number, what: string): ImageError {
  return new ImageError(`${name} is damaged at byte ${at}: ${what}`, 'Restore it from where it came from.');
}
