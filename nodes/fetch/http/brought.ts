import type { IncomingHttpHeaders } from 'node:http';
import type { Origin, PartFile } from './part-file.js';
import { TransferError } from './transfer-error.js';

/** What an answer says of the file that it brings, all of it or its end. */
export interface Brought {
  readonly origin: Origin;
  /** Where in the file its bytes begin. */
  readonly startByte: number;
}

/** Reads the headers of a 200 or 206 (RFC 9110, sections 14.4 and 15.3). */
export function broughtBy(status: number, headers: IncomingHttpHeaders): Brought {
  const { etag, 'last-modified': lastModified } = headers;
  const validators = {
    ...(etag !== undefined && { etag }),
    ...(lastModified !== undefined && { lastModified }),
  };
  if (status !== 206) {
    const length = headers['content-length'];
    const size = length === undefined ? {} : { totalBytes: Number(length) };
    return { origin: { ...validators, ...size }, startByte: 0 };
  }
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers['content-range'] ?? '');
  if (!range) throw new TransferError('the server sends a part without saying which', { isPassing: true });
  const [, start, total] = range;
  const size = total === '*' ? {} : { totalBytes: Number(total) };
  return { origin: { ...validators, ...size }, startByte: Number(start) };
}

/** Whether the bytes can be put behind those that are here: of the same version of the file, and without a gap. */
export function goesOn({ origin, startByte }: Brought, part: PartFile): boolean {
  const { etag, lastModified, totalBytes } = part.origin;
  const isSameSize =
    totalBytes === undefined || origin.totalBytes === undefined || totalBytes === origin.totalBytes;
  return (
    startByte === part.sizeBytes && isSameSize && origin.etag === etag && origin.lastModified === lastModified
  );
}
