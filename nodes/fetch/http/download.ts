import { open } from 'node:fs/promises';
import { formatBytes } from '../../../report/format-bytes.js';
import { NodeError } from '../../node-error.js';
import type { Download } from '../params.js';
import { broughtBy, goesOn } from './brought.js';
import { type Answer, exchange } from './exchange.js';
import { PartFile } from './part-file.js';
import { type RetryOptions, withRetries } from './retry.js';
import { statusError } from './status.js';
import { TransferError } from './transfer-error.js';

export interface DownloadOptions extends RetryOptions {
  readonly stallTimeoutMs: number;
  /** The file may not be larger. */
  readonly maxBytes: number;
  /** Where what came so far is kept. */
  readonly folder: string;
  readonly onProgress: (sizeBytes: number, totalBytes: number | undefined) => void;
  readonly warn: (message: string) => void;
}

/**
 * Downloads a file, going on from what an earlier try left in the folder. Beyond its size, it is not looked at whether
 * it is the right one. Throws a `NodeError`.
 */
export async function download(file: Download, options: DownloadOptions): Promise<PartFile> {
  const { folder, log, clock, signal, stallTimeoutMs } = options;
  const part = await PartFile.open(folder, file.url);
  if (part.isWhole) checkSize(part.sizeBytes, file, options);
  else if (part.sizeBytes > 0) log(`${file.name}: ${formatBytes(part.sizeBytes)} are here already`);
  await withRetries(file.name, options, async (reached) => {
    if (part.isWhole) return;
    if (part.sizeBytes > 0 && !canGoOn(part, file)) await part.discard();
    const headers: Record<string, string> = part.sizeBytes > 0 ? { range: `bytes=${part.sizeBytes}-` } : {};
    await exchange(new URL(file.url), { headers, signal, clock, stallTimeoutMs }, async (answer) => {
      await receive(answer, part, file, options, reached);
    });
  });
  return part;
}

/** What came first may be put together with what comes now only if it can be told that both are of one file. */
function canGoOn({ origin }: PartFile, { sha256, md5 }: Download): boolean {
  return [origin.etag, origin.lastModified, sha256, md5].some((value) => value !== undefined);
}

async function receive(
  { status, headers, pieces }: Answer,
  part: PartFile,
  file: Download,
  options: DownloadOptions,
  reached: (sizeBytes: number) => void,
): Promise<void> {
  const changed = () => new TransferError('the file on the server has changed', { isPassing: true });
  if (status === 416) {
    await part.discard();
    throw changed();
  }
  if (status !== 200 && status !== 206) throw statusError(status, headers, options.clock.nowMs());
  checkEncoding(headers['content-encoding'], file);
  const brought = broughtBy(status, headers);
  if (!goesOn(brought, part)) {
    await part.discard();
    if (brought.startByte > 0) throw changed();
  }
  const { totalBytes = part.origin.totalBytes } = brought.origin;
  if (totalBytes !== undefined) checkSize(totalBytes, file, options);
  await part.expect({ ...part.origin, ...brought.origin });

  const target = await open(part.path, 'a');
  try {
    for await (const piece of pieces) {
      if (part.sizeBytes + piece.length > options.maxBytes)
        checkSize(part.sizeBytes + piece.length, file, options);
      await target.writeFile(piece);
      part.grew(piece.length);
      reached(part.sizeBytes);
      options.onProgress(part.sizeBytes, totalBytes);
    }
  } finally {
    await target.close();
  }
  if (totalBytes === undefined) await endUnannounced(part, file, headers['transfer-encoding'], options);
  else if (part.sizeBytes !== totalBytes) {
    const message = `${part.sizeBytes} bytes came, but ${totalBytes} were announced`;
    if (part.sizeBytes > totalBytes) await part.discard();
    throw new TransferError(message, { isPassing: true });
  }
  const type = headers['content-type'] ?? '';
  if (type.startsWith('text/html') && !/\.html?$/i.test(file.name))
    options.warn(
      `${file.name}: the server sent a web page (${type}); is this the address of the file itself?`,
    );
}

/** Only the end of the connection says that all has come, or the mark at the end of a chunked answer. */
async function endUnannounced(
  part: PartFile,
  file: Download,
  coding: string | undefined,
  options: DownloadOptions,
): Promise<void> {
  if (file.bytes !== undefined) checkSize(part.sizeBytes, file, options);
  const isChecked = [file.bytes, file.sha256, file.md5].some((value) => value !== undefined);
  if (coding !== 'chunked' && !isChecked)
    options.warn(
      `${file.name}: the server does not say how long it is, so that nothing shows whether it is whole`,
    );
  await part.end();
}

/** Bytes are kept as they come, so they must be the file's own; some servers call what is in a .gz file its encoding. */
function checkEncoding(encoding: string | undefined, { name }: Download): void {
  if (encoding === undefined || encoding === 'identity') return;
  if (/^(x-)?gzip$/.test(encoding) && /\.(gz|tgz)$/i.test(name)) return;
  const message = `the server sends it in another form (${encoding}), though asked not to`;
  throw new TransferError(message, { isPassing: false });
}

function checkSize(sizeBytes: number, { name, bytes }: Download, { maxBytes }: DownloadOptions): void {
  if (bytes !== undefined && sizeBytes !== bytes) {
    const message = `${name} has ${sizeBytes} bytes on the server, not ${bytes}`;
    throw new NodeError('bad-input', message, 'The file there changed, or `bytes` is wrong.');
  }
  if (sizeBytes > maxBytes) {
    const message = `${name}: with ${formatBytes(sizeBytes)}, more would be downloaded than \`maxBytes\` allows`;
    throw new NodeError('bad-input', message, 'Raise `maxBytes` if the disk has room for it.');
  }
}
